output "event_bus" {
  description = "Where producers put events: the bus's name and ARN."
  value = {
    name = aws_cloudwatch_event_bus.events.name
    arn  = aws_cloudwatch_event_bus.events.arn
  }
}

output "delta_bus" {
  description = "Where others can listen to what changed: the bus's name and ARN; null with delta_route = \"sqs\"."
  value = var.delta_route == "sqs" ? null : {
    name = one(aws_cloudwatch_event_bus.deltas[*].name)
    arn  = one(aws_cloudwatch_event_bus.deltas[*].arn)
  }
}

output "rules" {
  description = "Names of the rules that feed the queues."
  value = {
    events = aws_cloudwatch_event_rule.events.name
    deltas = one(aws_cloudwatch_event_rule.deltas[*].name)
  }
}

output "queues" {
  description = "URLs of the queues and of their dead letters."
  value = {
    events      = aws_sqs_queue.this["events"].url
    deltas      = aws_sqs_queue.this["deltas"].url
    events_dead = aws_sqs_queue.dead["events"].url
    deltas_dead = aws_sqs_queue.dead["deltas"].url
  }
}

output "functions" {
  description = "The functions by what they are for: name, and the alias that is called (`qualifier`)."
  value = { for name, function in aws_lambda_function.this : name => {
    name      = function.function_name
    qualifier = aws_lambda_alias.live[name].name
  } }
}

output "invoke_arns" {
  description = "What `modules/endpoint` calls. Known before the functions are there, so that they may know its endpoints."
  value       = local.invoke_arns
}

output "role_arns" {
  description = "Roles of the functions, for a domain of yours that is to let them in."
  value       = { for name, role in aws_iam_role.function : name => role.arn }
}

output "mappings" {
  description = "Ids of the mappings of queues to functions."
  value       = { for name, mapping in aws_lambda_event_source_mapping.this : name => mapping.uuid }
}

output "endpoints" {
  description = "The WebSocket APIs: id, Region, stage, `url` for clients, `management_url` for posts."
  value       = local.endpoints
}

output "table" {
  description = "Name of the table of subscriptions; null where they are in Redis."
  value       = one(aws_dynamodb_table.this[*].name)
}

output "index" {
  description = "Where documents are: URL, how requests are signed, prefix of the indices' names."
  value = {
    url    = local.index_url
    auth   = local.index_auth
    prefix = var.opensearch.index_prefix
  }
}

output "region" {
  description = "Region of everything but what the examples put elsewhere."
  value       = local.region
}

output "log_groups" {
  description = "Names of the functions' log groups."
  value       = { for name, group in aws_cloudwatch_log_group.function : name => group.name }
}

output "page_url" {
  description = "Where the page is; null without one."
  value       = var.page.enabled ? "https://${var.page.domain == null ? one(aws_cloudfront_distribution.page[*].domain_name) : var.page.domain.names[0]}/" : null
}

output "page_bucket" {
  description = "Bucket of the page; null without one."
  value       = one(aws_s3_bucket.page[*].id)
}

output "page_distribution_id" {
  description = "CloudFront's id of the page, for invalidations; null without one."
  value       = one(aws_cloudfront_distribution.page[*].id)
}

output "alarms" {
  description = "Names of the alarms by what each is about: the page of the runbook."
  value       = { for name, alarm in aws_cloudwatch_metric_alarm.this : name => alarm.alarm_name }
}

output "page_domain" {
  description = "CloudFront's name of the page, for a record of a name of its own; null without one."
  value       = one(aws_cloudfront_distribution.page[*].domain_name)
}
