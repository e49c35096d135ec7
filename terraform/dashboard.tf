locals {
  # Rows of charts: title, statistic, and what is drawn, as CloudWatch writes metrics.
  charts = concat(
    [
      {
        title = "From ingest to send (ms)"
        stat  = "p99"
        metrics = [for stat in ["p50", "p90", "p99"] :
        ["deltaboard", "ingest_to_send", "service", "broadcast", { stat = stat, label = stat }]]
      },
      {
        title = "Events by what became of them"
        stat  = "Sum"
        metrics = [for outcome in ["indexed", "updated", "duplicate", "stale", "refused", "retried", "dead"] :
        ["deltaboard", "events.${outcome}", "service", "ingest", { label = outcome }]]
      },
      {
        title = "Frames and deliveries"
        stat  = "Sum"
        metrics = [for metric in ["deliveries", "frames", "queries_visited", "queries_matched"] :
        ["deltaboard", metric, "service", "broadcast", { label = metric }]]
      },
      {
        title   = "Age of the oldest message (s)"
        stat    = "Maximum"
        metrics = [for name in ["events", "deltas"] : ["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", "${local.name}-${name}", { label = name }]]
      },
      {
        title   = "Dead letters"
        stat    = "Maximum"
        metrics = [for name in ["events", "deltas"] : ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", "${local.name}-${name}-dead", { label = name }]]
      },
      {
        title   = "Errors of functions"
        stat    = "Sum"
        metrics = [for name in keys(local.functions) : ["AWS/Lambda", "Errors", "FunctionName", local.function_name[name], { label = name }]]
      },
      {
        title   = "Throttles of functions"
        stat    = "Sum"
        metrics = [for name in keys(local.functions) : ["AWS/Lambda", "Throttles", "FunctionName", local.function_name[name], { label = name }]]
      },
      {
        title   = "Duration of functions, p99 (ms)"
        stat    = "p99"
        metrics = [for name in keys(local.functions) : ["AWS/Lambda", "Duration", "FunctionName", local.function_name[name], { label = name }]]
      },
      {
        title   = "Connects and messages of endpoints"
        stat    = "Sum"
        metrics = flatten([for place, id in local.own_api_ids : [for metric in ["ConnectCount", "MessageCount"] : { line = ["AWS/ApiGateway", metric, "ApiId", id, { label = "${metric} ${place}" }] }]])[*].line
      },
      {
        title   = "Errors of endpoints"
        stat    = "Sum"
        metrics = flatten([for place, id in local.own_api_ids : [for metric in ["ClientError", "IntegrationError", "ExecutionError"] : { line = ["AWS/ApiGateway", metric, "ApiId", id, { label = "${metric} ${place}" }] }]])[*].line
      },
    ],
    [for chart in [{
      title   = "Units of the table"
      stat    = "Sum"
      metrics = [for metric in ["ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits"] : ["AWS/DynamoDB", metric, "TableName", "${local.name}-subscriptions", { label = metric }]]
    }] : chart if local.uses_table],
    [for chart in [{
      title   = "Latency of the domain (ms)"
      stat    = "p99"
      metrics = [for metric in ["IndexingLatency", "SearchLatency"] : ["AWS/ES", metric, "DomainName", local.domain_name, "ClientId", local.account_id, { label = metric }]]
    }] : chart if local.has_domain],
  )
}

resource "aws_cloudwatch_dashboard" "this" {
  count = var.dashboard ? 1 : 0

  dashboard_name = local.name
  dashboard_body = jsonencode({
    widgets = [for place, chart in local.charts : {
      type   = "metric"
      x      = 8 * (place % 3)
      y      = 6 * floor(place / 3)
      width  = 8
      height = 6
      properties = {
        title   = chart.title
        stat    = chart.stat
        period  = 60
        region  = local.region
        view    = "timeSeries"
        metrics = chart.metrics
      }
    }]
  })
}
