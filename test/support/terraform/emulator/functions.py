"""Lambda with what moto leaves out: where a function logs, its key, and that a mapping may name an alias."""

from moto.awslambda.models import LambdaBackend, LambdaFunction
from moto.core.config import default_user_config

make = LambdaFunction.__init__
configuration = LambdaFunction.get_configuration
update = LambdaFunction.update_configuration


def made(function, account_id, spec, region, *more, **named):
    make(function, account_id, spec, region, *more, **named)
    group = f"/aws/lambda/{function.function_name}"
    function.logging = {"LogFormat": "Text", "LogGroup": group, **(spec.get("LoggingConfig") or {})}
    function.kms_key_arn = spec.get("KMSKeyArn") or ""


def told(function, *more, **named):
    kept = {"LoggingConfig": function.logging, "KMSKeyArn": function.kms_key_arn}
    return {**configuration(function, *more, **named), **kept}


def updated(function, changes):
    function.logging = {**function.logging, **(changes.get("LoggingConfig") or {})}
    function.kms_key_arn = changes.get("KMSKeyArn", function.kms_key_arn)
    if "TracingConfig" in changes:
        function.tracing_config = changes["TracingConfig"]
    return update(function, changes)


LambdaFunction.__init__ = made
LambdaFunction.get_configuration = told
LambdaFunction.update_configuration = updated


map_to = LambdaBackend.create_event_source_mapping


def mapped(backend, spec):
    mapping = map_to(backend, spec)
    # moto answers the version that an alias points to.
    if spec["FunctionName"].startswith("arn:"):
        mapping.function_arn = spec["FunctionName"]
    return mapping


LambdaBackend.create_event_source_mapping = mapped

# What a queue has stays there to be looked at: a mapping takes nothing.
LambdaBackend.send_sqs_batch = lambda backend, function_arn, messages, queue_arn: False

# A call of a function answers at once, and runs nothing: there is no Docker.
default_user_config["lambda"]["use_docker"] = False
