"""API Gateway v2 with deployments, stages that point to one, and stages that can be changed: moto has none of these, and https addresses."""

import json
from datetime import datetime, timezone
from secrets import token_hex

from moto.apigatewayv2 import urls
from moto.apigatewayv2.models import Api, Stage
from moto.apigatewayv2.responses import ApiGatewayV2Response

make, told = Stage.__init__, Stage.to_json


def made(stage, api, config):
    make(stage, api, config)
    stage.api = api


def with_deployment(stage):
    deployment = stage.config.get("deploymentId")
    return {**told(stage), **({"deploymentId": deployment} if deployment else {})}


Stage.__init__ = made
Stage.to_json = with_deployment


make_api = Api.__init__


def made_api(api, *more, **named):
    make_api(api, *more, **named)
    if api.protocol_type == "WEBSOCKET":
        api.api_endpoint = api.api_endpoint.replace("https:", "wss:")


Api.__init__ = made_api


def place(response):
    """The API that a path names, its deployments by their ids, and the last part of the path."""
    parts = response.path.rstrip("/").split("/")
    api = response.apigatewayv2_backend.get_api(parts[parts.index("apis") + 1])
    return api, api.__dict__.setdefault("deployments", {}), parts[-1]


def not_found(what):
    return 404, {"x-amzn-errortype": "NotFoundException"}, json.dumps({"message": f"Invalid {what} identifier specified"})


def create_deployment(response):
    _, deployments, _ = place(response)
    asked = json.loads(response.body or "{}")
    deployment = {
        "deploymentId": token_hex(3),
        "autoDeployed": False,
        "createdDate": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "deploymentStatus": "DEPLOYED",
        "description": asked.get("description", ""),
    }
    deployments[deployment["deploymentId"]] = deployment
    return 201, {}, json.dumps(deployment)


def get_deployments(response):
    _, deployments, _ = place(response)
    return 200, {}, json.dumps({"items": list(deployments.values())})


def get_deployment(response):
    _, deployments, id = place(response)
    return (200, {}, json.dumps(deployments[id])) if id in deployments else not_found("Deployment")


def delete_deployment(response):
    api, deployments, id = place(response)
    if id not in deployments:
        return not_found("Deployment")
    if any(stage.config.get("deploymentId") == id for stage in api.stages.values()):
        why = "Active stages pointing to this deployment must be moved or deleted"
        return 400, {"x-amzn-errortype": "BadRequestException"}, json.dumps({"message": why})
    del deployments[id]
    return 204, {}, ""


def update_stage(response):
    api, _, name = place(response)
    stage = api.stages.get(name)
    if stage is None:
        return not_found("stage")
    created = stage.created
    stage.__init__(stage.api, {**stage.config, **json.loads(response.body)})
    stage.created = created
    return 200, {}, json.dumps(stage.to_json())


for action in (create_deployment, get_deployments, get_deployment, delete_deployment, update_stage):
    setattr(ApiGatewayV2Response, action.__name__, action)
of_api = "{0}/v2/apis/(?P<api_id>[^/]+)/deployments"
urls.url_paths[f"{of_api}$"] = ApiGatewayV2Response.dispatch
urls.url_paths[f"{of_api}/(?P<deployment_id>[^/]+)$"] = ApiGatewayV2Response.dispatch
