# Each has a page in docs/runbook.md, called as it is here without the prefix. Metrics of the namespace `deltaboard` are those of src/ports/metrics.ts.

locals {
  # Ids are not known beforehand; how many there are is.
  own_api_ids = { for place in range(var.endpoints) : tostring(place) => local.endpoints[place].id }

  queue_alarms = merge([for name, age in { events = var.alarms.event_age_s, deltas = var.alarms.delta_age_s } : {
    "${name}-age" = {
      about      = "The oldest of the queue ${name} waits too long: it comes faster than it is handled, or what handles it fails."
      namespace  = "AWS/SQS"
      metric     = "ApproximateAgeOfOldestMessage"
      dimensions = { QueueName = aws_sqs_queue.this[name].name }
      statistic  = "Maximum"
      above      = age
      minutes    = 3
    }
    "${name}-dead" = {
      about      = "Something ended among the dead letters of ${name}: `deltaboard dlq list` says what and why."
      namespace  = "AWS/SQS"
      metric     = "ApproximateNumberOfMessagesVisible"
      dimensions = { QueueName = aws_sqs_queue.dead[name].name }
      statistic  = "Maximum"
      above      = 0
      minutes    = 1
    }
  }]...)

  rule_alarms = { for name in concat(["events"], var.delta_route == "bus" ? ["deltas"] : []) : "${name}-undelivered" => {
    about      = "The rule on the bus of ${name} could not put something on its queue: its policy or its key does not let it."
    namespace  = "AWS/Events"
    metric     = "FailedInvocations"
    dimensions = { EventBusName = "${local.name}-${name}", RuleName = "${local.name}-${name}" }
    statistic  = "Sum"
    above      = 0
    minutes    = 1
  } }

  function_alarms = merge([for name in keys(local.functions) : {
    "${name}-errors" = {
      about      = "The function ${name} fails: its log says why."
      namespace  = "AWS/Lambda"
      metric     = "Errors"
      dimensions = { FunctionName = local.function_name[name] }
      statistic  = "Sum"
      above      = 0
      minutes    = 3
    }
    "${name}-throttles" = {
      about      = "The function ${name} is refused: the account's concurrency, or what is reserved for it, is used up."
      namespace  = "AWS/Lambda"
      metric     = "Throttles"
      dimensions = { FunctionName = local.function_name[name] }
      statistic  = "Sum"
      above      = 0
      minutes    = 3
    }
  }]...)

  # What HTTP would call 5xx.
  api_alarms = merge([for place, id in local.own_api_ids : {
    "endpoint-${place}-integration" = {
      about      = "Functions behind endpoint ${place} fail or are too slow for it."
      namespace  = "AWS/ApiGateway"
      metric     = "IntegrationError"
      dimensions = { ApiId = id }
      statistic  = "Sum"
      above      = 0
      minutes    = 3
    }
    "endpoint-${place}-execution" = {
      about      = "Endpoint ${place} itself fails: the authorizer, or a function that does not admit it."
      namespace  = "AWS/ApiGateway"
      metric     = "ExecutionError"
      dimensions = { ApiId = id }
      statistic  = "Sum"
      above      = 0
      minutes    = 3
    }
  }]...)

  board_alarms = {
    latency = {
      about      = "Viewers hear of events late: 99 of 100 sends come later than they should after ingest."
      namespace  = "deltaboard"
      metric     = "ingest_to_send"
      dimensions = { service = "broadcast" }
      statistic  = "p99"
      above      = var.alarms.latency_ms
      minutes    = 3
    }
    index-faults = {
      about      = "Ingest meets faults, mostly of the index: its log says which."
      namespace  = "deltaboard"
      metric     = "faults"
      dimensions = { service = "ingest" }
      statistic  = "Sum"
      above      = 0
      minutes    = 3
    }
    broadcast-faults = {
      about      = "Broadcast meets faults, of the table or of posts: its log says which."
      namespace  = "deltaboard"
      metric     = "faults"
      dimensions = { service = "broadcast" }
      statistic  = "Sum"
      above      = 0
      minutes    = 3
    }
  }

  table_alarms = { for kind in local.uses_table ? ["Read", "Write"] : [] : "table-${lower(kind)}-throttles" => {
    about      = "The table refuses calls (${lower(kind)}s): one key is too hot, or the table grows faster than DynamoDB follows."
    namespace  = "AWS/DynamoDB"
    metric     = "${kind}ThrottleEvents"
    dimensions = { TableName = "${local.name}-subscriptions" }
    statistic  = "Sum"
    above      = 0
    minutes    = 3
  } }

  domain_alarms = { for name, alarm in {
    index-red = {
      about      = "The domain is red: some documents can be neither written nor found."
      namespace  = "AWS/ES"
      metric     = "ClusterStatus.red"
      dimensions = { DomainName = local.domain_name, ClientId = local.account_id }
      statistic  = "Maximum"
      above      = 0
      minutes    = 1
    }
    index-blocked = {
      about      = "The domain takes no writes: no space, or no memory."
      namespace  = "AWS/ES"
      metric     = "ClusterIndexWritesBlocked"
      dimensions = { DomainName = local.domain_name, ClientId = local.account_id }
      statistic  = "Maximum"
      above      = 0
      minutes    = 1
    }
    index-used = {
      about      = "A data node has little space left."
      namespace  = "AWS/ES"
      metric     = "FreeStorageSpace"
      dimensions = { DomainName = local.domain_name, ClientId = local.account_id }
      statistic  = "Minimum"
      # In MB.
      above   = var.alarms.free_gb * 1024
      minutes = 5
      below   = true
    }
    index-memory = {
      about      = "The domain's nodes have little memory left: writes will be refused."
      namespace  = "AWS/ES"
      metric     = "JVMMemoryPressure"
      dimensions = { DomainName = local.domain_name, ClientId = local.account_id }
      statistic  = "Maximum"
      above      = 90
      minutes    = 5
    }
  } : name => alarm if local.has_domain }

  alarms = { for name, alarm in merge(
    local.queue_alarms,
    local.rule_alarms,
    local.function_alarms,
    local.api_alarms,
    local.board_alarms,
    local.table_alarms,
    local.domain_alarms,
  ) : name => alarm if var.alarms.enabled }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name        = "${local.name}-${each.key}"
  alarm_description = each.value.about
  namespace         = each.value.namespace
  metric_name       = each.value.metric
  dimensions        = each.value.dimensions
  # One of the two, as CloudWatch has it.
  statistic           = startswith(each.value.statistic, "p") ? null : each.value.statistic
  extended_statistic  = startswith(each.value.statistic, "p") ? each.value.statistic : null
  threshold           = each.value.above
  comparison_operator = try(each.value.below, false) ? "LessThanThreshold" : "GreaterThanThreshold"
  period              = 60
  evaluation_periods  = each.value.minutes
  datapoints_to_alarm = each.value.minutes
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarms.actions
  ok_actions          = var.alarms.actions
  tags                = local.tags
}
