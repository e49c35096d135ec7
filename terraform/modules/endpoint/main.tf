data "aws_region" "api" {
}

locals {
  # By what API Gateway calls it; the authorizer is no route.
  routes = {
    "$connect"    = "connect"
    "$disconnect" = "disconnect"
    "$default"    = "message"
  }

  host           = regex("^[a-z]+://([^/]+)", aws_apigatewayv2_api.this.api_endpoint)[0]
  management_url = "https://${local.host}/${var.stage}"
}

resource "aws_apigatewayv2_api" "this" {
  name          = var.name
  description   = "Viewers of ${var.name}"
  protocol_type = "WEBSOCKET"
  # Required, and of no effect: all messages go by $default.
  route_selection_expression = "$request.body.type"
  tags                       = var.tags
}

# No identity sources: with one, a request that lacks it would get 401 without any call, and a credential can be in several places.
resource "aws_apigatewayv2_authorizer" "this" {
  api_id           = aws_apigatewayv2_api.this.id
  name             = "${var.name}-authorizer"
  authorizer_type  = "REQUEST"
  authorizer_uri   = var.invoke_arns["authorizer"]
  identity_sources = []
}

resource "aws_apigatewayv2_integration" "this" {
  for_each = local.routes

  api_id             = aws_apigatewayv2_api.this.id
  integration_type   = "AWS_PROXY"
  integration_method = "POST"
  integration_uri    = var.invoke_arns[each.value]
}

resource "aws_apigatewayv2_route" "this" {
  for_each = local.routes

  api_id             = aws_apigatewayv2_api.this.id
  route_key          = each.key
  target             = "integrations/${aws_apigatewayv2_integration.this[each.key].id}"
  authorization_type = each.key == "$connect" ? "CUSTOM" : "NONE"
  authorizer_id      = each.key == "$connect" ? aws_apigatewayv2_authorizer.this.id : null
}

resource "aws_apigatewayv2_deployment" "this" {
  api_id      = aws_apigatewayv2_api.this.id
  description = "Routes of ${var.name}"

  # Chosen attributes: whole objects never come to rest.
  triggers = {
    routes = sha256(jsonencode([
      aws_apigatewayv2_authorizer.this.authorizer_uri,
      [for key in sort(keys(local.routes)) : [
        key,
        aws_apigatewayv2_route.this[key].target,
        aws_apigatewayv2_route.this[key].authorization_type,
        aws_apigatewayv2_integration.this[key].integration_uri,
      ]],
    ]))
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_apigatewayv2_stage" "this" {
  api_id        = aws_apigatewayv2_api.this.id
  name          = var.stage
  deployment_id = aws_apigatewayv2_deployment.this.id
  tags          = var.tags

  default_route_settings {
    # Left out they would be 0, which refuses everyone.
    throttling_rate_limit    = var.throttling.rate
    throttling_burst_limit   = var.throttling.burst
    detailed_metrics_enabled = true
    # It would log headers, and with them the token of the subprotocol.
    data_trace_enabled = false
    logging_level      = var.access_logs ? "ERROR" : "OFF"
  }

  dynamic "access_log_settings" {
    for_each = aws_cloudwatch_log_group.this
    content {
      destination_arn = access_log_settings.value.arn
      format = jsonencode({
        requestId        = "$context.requestId"
        at               = "$context.requestTimeEpoch"
        route            = "$context.routeKey"
        event            = "$context.eventType"
        status           = "$context.status"
        connectionId     = "$context.connectionId"
        connectedAt      = "$context.connectedAt"
        error            = "$context.error.message"
        authorizerStatus = "$context.authorizer.status"
        authorizerError  = "$context.authorizer.error"
        integrationError = "$context.integrationErrorMessage"
        latencyMs        = "$context.integrationLatency"
      })
    }
  }
}

resource "aws_cloudwatch_log_group" "this" {
  count = var.access_logs ? 1 : 0

  name              = "/aws/apigateway/${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}
