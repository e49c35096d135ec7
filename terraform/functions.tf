locals {
  # Seconds and MB. SQS waits six times the time-out of a queue's function.
  functions = {
    authorizer = { timeout = 10, memory = 256, in_vpc = false }
    connect    = { timeout = 10, memory = 512, in_vpc = true }
    disconnect = { timeout = 10, memory = 256, in_vpc = true }
    message    = { timeout = 29, memory = 1024, in_vpc = true }
    ingest     = { timeout = 30, memory = 1024, in_vpc = true }
    broadcast  = { timeout = 15, memory = 1024, in_vpc = true }
    prepare    = { timeout = 180, memory = 256, in_vpc = true }
  }

  bundles_dir   = coalesce(var.bundles_dir, "${path.module}/bundles")
  function_name = { for name in keys(local.functions) : name => "${local.name}-${name}" }
  function_arn  = { for name, called in local.function_name : name => "arn:${local.partition}:lambda:${local.region}:${local.account_id}:function:${called}" }
  alias         = "live"
}

resource "aws_cloudwatch_log_group" "function" {
  for_each = local.functions

  name              = "/aws/lambda/${local.function_name[each.key]}"
  retention_in_days = var.log_retention_days
  kms_key_id        = local.has_key ? local.key_arn : null
  tags              = local.tags
}

resource "aws_lambda_function" "this" {
  for_each = local.functions

  function_name = local.function_name[each.key]
  description   = "deltaboard ${each.key}"
  role          = aws_iam_role.function[each.key].arn
  runtime       = var.runtime
  architectures = ["arm64"]
  handler       = "${each.key}.handler"
  timeout       = each.value.timeout
  memory_size   = lookup(var.memory, each.key, each.value.memory)
  # A version for each change, behind an alias: sockets and queues never see half a deployment.
  publish                        = true
  filename                       = "${local.bundles_dir}/${each.key}.zip"
  source_code_hash               = filebase64sha256("${local.bundles_dir}/${each.key}.zip")
  reserved_concurrent_executions = lookup(var.reserved_concurrency, each.key, -1)
  kms_key_arn                    = local.has_key ? local.key_arn : null
  tags                           = local.tags

  environment {
    variables = local.function_environment[each.key]
  }

  # The functions write JSON lines themselves, with CloudWatch's embedded metrics among them.
  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.function[each.key].name
  }

  tracing_config {
    mode = var.tracing == "xray" ? "Active" : "PassThrough"
  }

  dynamic "vpc_config" {
    for_each = local.in_vpc && each.value.in_vpc ? [1] : []
    content {
      subnet_ids         = local.subnet_ids
      security_group_ids = local.function_security_group_ids
    }
  }

  lifecycle {
    precondition {
      # Names and values, as Lambda counts them; what is known before the APIs have their ids is what grows.
      condition     = length(jsonencode(local.rules_environment)) < 3000
      error_message = "Lambda takes 4 KB of environment, and fields and access rules leave too little of it for the rest. Name fewer fields, or shorten the rules."
    }
  }

  depends_on = [aws_iam_role_policy.function]
}

resource "aws_lambda_alias" "live" {
  for_each = local.functions

  name             = local.alias
  description      = "What APIs, queues and schedules call"
  function_name    = aws_lambda_function.this[each.key].function_name
  function_version = aws_lambda_function.this[each.key].version
}

resource "aws_lambda_event_source_mapping" "this" {
  for_each = {
    events = { function = "ingest", at_a_time = var.ingests }
    deltas = { function = "broadcast", at_a_time = var.broadcasts }
  }

  event_source_arn = aws_sqs_queue.this[each.key].arn
  function_name    = aws_lambda_alias.live[each.value.function].arn
  # No window: with one, a quiet queue waits up to 20 s whatever it says, and batches over 10 need one.
  batch_size                         = 10
  maximum_batching_window_in_seconds = 0
  function_response_types            = ["ReportBatchItemFailures"]
  tags                               = local.tags

  scaling_config {
    maximum_concurrency = each.value.at_a_time
  }
}
