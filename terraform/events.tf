# The producers' bus. Whoever may put events here can tell the index anything, and viewers only what the index took.

locals {
  # Everything but what looks like a delta: a rule that sent deltas here by mistake would index them, and tell of that, without end.
  # The same as ingestPattern of src/adapters/aws/eventbridge/patterns.ts.
  event_pattern = jsonencode({
    "$or" = [
      { source = [{ "anything-but" = ["deltaboard"] }] },
      { "detail-type" = [{ "anything-but" = ["deltas", "welcomes"] }] },
    ]
  })
}

resource "aws_cloudwatch_event_bus" "events" {
  name        = "${local.name}-events"
  description = "Events of producers, into the index"
  tags        = local.tags
}

resource "aws_cloudwatch_event_bus_policy" "events" {
  count = length(var.producer_arns) > 0 ? 1 : 0

  event_bus_name = aws_cloudwatch_event_bus.events.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "ProducersOfOtherAccounts"
      Effect    = "Allow"
      Principal = { AWS = var.producer_arns }
      Action    = "events:PutEvents"
      Resource  = aws_cloudwatch_event_bus.events.arn
    }]
  })
}

resource "aws_cloudwatch_event_rule" "events" {
  name           = "${local.name}-events"
  description    = "Events to ingest"
  event_bus_name = aws_cloudwatch_event_bus.events.name
  event_pattern  = local.event_pattern
  tags           = local.tags
}

resource "aws_cloudwatch_event_target" "events" {
  rule           = aws_cloudwatch_event_rule.events.name
  event_bus_name = aws_cloudwatch_event_bus.events.name
  target_id      = "event-queue"
  arn            = aws_sqs_queue.this["events"].arn

  # Events must not be lost: a day of tries, then among the dead letters.
  retry_policy {
    maximum_event_age_in_seconds = 86400
    maximum_retry_attempts       = 185
  }

  dead_letter_config {
    arn = aws_sqs_queue.dead["events"].arn
  }
}

resource "aws_cloudwatch_event_archive" "events" {
  count = var.archive_days > 0 ? 1 : 0

  name             = "${local.name}-events"
  description      = "Events of producers, for a replay onto their bus"
  event_source_arn = aws_cloudwatch_event_bus.events.arn
  event_pattern    = local.event_pattern
  retention_days   = var.archive_days
}
