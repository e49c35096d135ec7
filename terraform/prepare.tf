# The index is made ready by the function `prepare`: template, retention, fields that were added, and who may do what. Idempotent.

resource "aws_lambda_invocation" "prepare" {
  count = var.prepare_on_apply ? 1 : 0

  function_name = aws_lambda_function.this["prepare"].function_name
  qualifier     = aws_lambda_alias.live["prepare"].name
  input         = jsonencode({})

  triggers = {
    bundle      = aws_lambda_function.this["prepare"].source_code_hash
    environment = sha256(jsonencode(local.function_environment.prepare))
  }

  depends_on = [
    aws_opensearch_domain.this,
    aws_opensearchserverless_access_policy.this,
    aws_vpc_security_group_ingress_rule.index,
    aws_vpc_security_group_egress_rule.tls,
    aws_route.private,
    aws_route.public,
  ]
}

# Serverless has no policies that end an index: a daily call does.
resource "aws_cloudwatch_event_rule" "prepare" {
  count = local.is_serverless ? 1 : 0

  name                = "${local.name}-prepare"
  description         = "Deletes days after retention"
  schedule_expression = "rate(1 day)"
  tags                = local.tags
}

resource "aws_cloudwatch_event_target" "prepare" {
  count = local.is_serverless ? 1 : 0

  rule      = aws_cloudwatch_event_rule.prepare[0].name
  target_id = "prepare"
  arn       = aws_lambda_alias.live["prepare"].arn
}

resource "aws_lambda_permission" "prepare" {
  count = local.is_serverless ? 1 : 0

  statement_id  = "daily"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this["prepare"].function_name
  qualifier     = aws_lambda_alias.live["prepare"].name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.prepare[0].arn
}
