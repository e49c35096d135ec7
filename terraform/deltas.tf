# The bus of deltas. It is not the producers': there, anyone could forge a delta past index and rights, and a replay would tell old ones.

resource "aws_cloudwatch_event_bus" "deltas" {
  count = var.delta_route == "bus" ? 1 : 0

  name        = "${local.name}-deltas"
  description = "What changed in the index, to broadcast and other listeners"
  tags        = local.tags
}

resource "aws_cloudwatch_event_bus_policy" "deltas" {
  count = var.delta_route == "bus" ? 1 : 0

  event_bus_name = aws_cloudwatch_event_bus.deltas[0].name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "IngestPuts"
        Effect    = "Allow"
        Principal = { AWS = aws_iam_role.function["ingest"].arn }
        Action    = "events:PutEvents"
        Resource  = aws_cloudwatch_event_bus.deltas[0].arn
      },
      {
        # Whatever a role of this account is allowed elsewhere: who can put here can tell viewers anything.
        Sid       = "NobodyElse"
        Effect    = "Deny"
        Principal = "*"
        Action    = "events:PutEvents"
        Resource  = aws_cloudwatch_event_bus.deltas[0].arn
        Condition = { ArnNotEquals = { "aws:PrincipalArn" = aws_iam_role.function["ingest"].arn } }
      },
    ]
  })
}

resource "aws_cloudwatch_event_rule" "deltas" {
  count = var.delta_route == "bus" ? 1 : 0

  name           = "${local.name}-deltas"
  description    = "Deltas to broadcast"
  event_bus_name = aws_cloudwatch_event_bus.deltas[0].name
  # The same as deltaPattern of src/adapters/aws/eventbridge/patterns.ts.
  event_pattern = jsonencode({ source = ["deltaboard"], "detail-type" = ["deltas"] })
  tags          = local.tags
}

resource "aws_cloudwatch_event_target" "deltas" {
  count = var.delta_route == "bus" ? 1 : 0

  rule           = aws_cloudwatch_event_rule.deltas[0].name
  event_bus_name = aws_cloudwatch_event_bus.deltas[0].name
  target_id      = "delta-queue"
  arn            = aws_sqs_queue.this["deltas"].arn

  # An old delta is worth little: viewers that missed it catch up from the index.
  retry_policy {
    maximum_event_age_in_seconds = 300
    maximum_retry_attempts       = 185
  }

  dead_letter_config {
    arn = aws_sqs_queue.dead["deltas"].arn
  }
}
