"""CloudFront with policies of response headers, AWS's own policy of caching, and what moto forgets of a distribution."""

import re
from functools import partialmethod
from secrets import token_hex

from moto.cloudfront import urls
from moto.cloudfront.models import DefaultCacheBehaviour, Origin, ViewerCertificate
from moto.cloudfront.responses import CloudFrontResponse
from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult, EmptyResult


def after(made_class, more):
    make = made_class.__init__

    def made(self, config):
        given = dict(config)
        make(self, config)
        more(self, given)

    made_class.__init__ = made


def origin(self, given):
    self.origin_access_control_id = given.get("OriginAccessControlId") or ""


def behaviour(self, given):
    # It takes either a policy of caching or values that are forwarded.
    if given.get("CachePolicyId"):
        del self.forwarded_values
    self.function_associations = given.get("FunctionAssociations") or {"Quantity": 0}


def certificate(self, given):
    if not given.get("SSLSupportMethod"):
        del self.ssl_support_method


after(Origin, origin)
after(DefaultCacheBehaviour, behaviour)
after(ViewerCertificate, certificate)


def answer(kind, policy):
    of_kind = {"Id": policy["id"], "LastModifiedTime": "2026-01-01T00:00:00Z", f"{kind}Config": policy["config"]}
    return ActionResult({kind: of_kind, "ETag": policy["etag"]})


def file(response, kind, policies, id):
    policies[id] = {"id": id, "etag": token_hex(7).upper(), "config": response._get_param(f"{kind}Config", {})}
    return answer(kind, policies[id])


def policies_of(response, kind):
    return response.backend.__dict__.setdefault(f"policies of {kind}", managed(kind))


def managed(kind):
    if kind != "CachePolicy":
        return {}
    id = "658327ea-f89d-4fab-a63d-7e88639e58f6"
    config = {"Name": "Managed-CachingOptimized", "MinTTL": 1, "DefaultTTL": 86400, "MaxTTL": 31536000}
    return {id: {"id": id, "etag": "MANAGED", "config": config}}


def found(response, kind):
    policies, id = policies_of(response, kind), response._get_param("Id")
    if id not in policies:
        raise ServiceException(f"NoSuch{kind}", f"The specified {kind} does not exist.")
    return policies, id


def list_cache_policies(response):
    items = [
        {"Type": "managed", "CachePolicy": answer("CachePolicy", policy).result["CachePolicy"]}
        for policy in policies_of(response, "CachePolicy").values()
    ]
    return ActionResult({"CachePolicyList": {"MaxItems": 100, "Quantity": len(items), "Items": items}})


def serve(kind, path, *actions):
    for action in actions:
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", kind).lower()
        setattr(CloudFrontResponse, f"{action.__name__}_{name}", partialmethod(action, kind))
    urls.url_paths[f"{{0}}/2020-05-31/{path}$"] = CloudFrontResponse.dispatch
    urls.url_paths[f"{{0}}/2020-05-31/{path}/(?P<id>[^/]+)$"] = CloudFrontResponse.dispatch


def create(response, kind):
    return file(response, kind, policies_of(response, kind), token_hex(18))


def get(response, kind):
    policies, id = found(response, kind)
    return answer(kind, policies[id])


def update(response, kind):
    return file(response, kind, *found(response, kind))


def delete(response, kind):
    policies, id = found(response, kind)
    del policies[id]
    return EmptyResult()


serve("ResponseHeadersPolicy", "response-headers-policy", create, get, update, delete)
serve("CachePolicy", "cache-policy", get)
CloudFrontResponse.list_cache_policies = list_cache_policies
