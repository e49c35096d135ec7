locals {
  queues = {
    events = {
      # Six times the time-out of ingest, as Lambda recommends.
      visibility = 6 * local.functions.ingest.timeout
      receives   = var.event_max_receives
      retention  = 4 * 86400
      rules      = [aws_cloudwatch_event_rule.events.arn]
    }
    deltas = {
      visibility = 6 * local.functions.broadcast.timeout
      receives   = var.delta_max_receives
      retention  = 86400
      rules      = aws_cloudwatch_event_rule.deltas[*].arn
    }
  }
}

resource "aws_sqs_queue" "this" {
  for_each = local.queues

  name                       = "${local.name}-${each.key}"
  visibility_timeout_seconds = each.value.visibility
  message_retention_seconds  = each.value.retention
  # No long polls by default: a broadcast that drains its queue must not wait for what is not there.
  receive_wait_time_seconds         = 0
  sqs_managed_sse_enabled           = local.has_key ? null : true
  kms_master_key_id                 = local.has_key ? local.key_arn : null
  kms_data_key_reuse_period_seconds = local.has_key ? 300 : null
  tags                              = local.tags

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead[each.key].arn
    maxReceiveCount     = each.value.receives
  })
}

resource "aws_sqs_queue" "dead" {
  for_each = toset(["events", "deltas"])

  name                              = "${local.name}-${each.key}-dead"
  message_retention_seconds         = 14 * 86400
  sqs_managed_sse_enabled           = local.has_key ? null : true
  kms_master_key_id                 = local.has_key ? local.key_arn : null
  kms_data_key_reuse_period_seconds = local.has_key ? 300 : null
  tags                              = local.tags
}

resource "aws_sqs_queue_redrive_allow_policy" "dead" {
  for_each = local.queues

  queue_url = aws_sqs_queue.dead[each.key].id
  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.this[each.key].arn]
  })
}

locals {
  # The rule that feeds a queue also puts what it could not deliver among its dead letters.
  queue_policies = merge(
    { for name, queue in aws_sqs_queue.this : name => { queue = queue, rules = local.queues[name].rules } },
    { for name, queue in aws_sqs_queue.dead : "${name}-dead" => { queue = queue, rules = local.queues[name].rules } },
  )
}

resource "aws_sqs_queue_policy" "this" {
  for_each = local.queue_policies

  queue_url = each.value.queue.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [for rule in each.value.rules : {
        Sid       = "ItsRulePuts"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = each.value.queue.arn
        Condition = { ArnEquals = { "aws:SourceArn" = rule } }
      }],
      [{
        Sid       = "OnlyByTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = each.value.queue.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }],
    )
  })
}
