# The whole with as few settings as possible, applied to mocks: what everything else is a variation of.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  bundles_dir        = "./tests/bundles"
  page               = { dir = "./tests/page" }
  api_keys_parameter = "/deltaboard/api-keys"
  access             = [{ allow = {} }]
}

run "as_it_is_by_default" {
  command = apply

  assert {
    condition     = keys(aws_lambda_function.this) == ["authorizer", "broadcast", "connect", "disconnect", "ingest", "message", "prepare"]
    error_message = "There are seven functions."
  }

  assert {
    condition     = alltrue([for function in aws_lambda_function.this : function.architectures == tolist(["arm64"]) && function.runtime == "nodejs22.x" && function.publish && function.reserved_concurrent_executions == -1])
    error_message = "Functions are arm64 on Node 22, published, and reserve nothing."
  }

  assert {
    condition     = aws_cloudwatch_event_bus.events.name == "deltaboard-events" && aws_cloudwatch_event_bus.deltas[0].name == "deltaboard-deltas"
    error_message = "Deltas have a bus of their own."
  }

  assert {
    condition = (
      aws_cloudwatch_event_target.events.retry_policy[0].maximum_event_age_in_seconds == 86400 &&
      length(aws_cloudwatch_event_target.events.dead_letter_config) == 1 &&
      length(aws_cloudwatch_event_target.deltas[0].dead_letter_config) == 1
    )
    error_message = "Events are tried for a day, and both rules have dead letters."
  }

  assert {
    condition     = aws_cloudwatch_event_archive.events[0].event_pattern == aws_cloudwatch_event_rule.events.event_pattern
    error_message = "The archive keeps what the rule lets through."
  }

  assert {
    condition = (
      aws_sqs_queue.this["deltas"].visibility_timeout_seconds == 90 && aws_lambda_function.this["broadcast"].timeout == 15 &&
      aws_sqs_queue.this["events"].visibility_timeout_seconds == 6 * aws_lambda_function.this["ingest"].timeout
    )
    error_message = "Visibility is six times the function's time-out."
  }

  assert {
    condition = alltrue([for mapping in aws_lambda_event_source_mapping.this :
      mapping.batch_size == 10 && mapping.maximum_batching_window_in_seconds == 0 &&
      mapping.function_response_types == toset(["ReportBatchItemFailures"]) && mapping.scaling_config[0].maximum_concurrency >= 2
    ])
    error_message = "Mappings have ten a batch, no window, report failures, and a bound."
  }

  assert {
    condition     = aws_lambda_function.this["broadcast"].environment[0].variables["DELTABOARD_BROADCASTS"] == tostring(aws_lambda_event_source_mapping.this["deltas"].scaling_config[0].maximum_concurrency)
    error_message = "A broadcast knows how many share the quota."
  }

  assert {
    condition = (
      aws_dynamodb_table.this[0].billing_mode == "PAY_PER_REQUEST" && aws_dynamodb_table.this[0].deletion_protection_enabled &&
      aws_dynamodb_table.this[0].point_in_time_recovery[0].enabled && one(aws_dynamodb_table.this[0].ttl).attribute_name == "expiresAt"
    )
    error_message = "The table is paid by request, protected, recoverable, and forgets."
  }

  assert {
    condition = (
      aws_opensearch_domain.this[0].advanced_security_options[0].enabled && aws_opensearch_domain.this[0].domain_endpoint_options[0].enforce_https &&
      !strcontains(aws_opensearch_domain.this[0].access_policies, "\"*\"")
    )
    error_message = "The domain has fine-grained access, takes TLS only, and lets in no one else."
  }

  assert {
    condition     = keys(jsondecode(aws_lambda_function.this["prepare"].environment[0].variables["DELTABOARD_INDEX_ROLES"])) == ["broadcast", "ingest", "message"]
    error_message = "prepare maps the roles of those that use the domain."
  }

  assert {
    condition     = output.endpoints[0].url == "wss://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/live" && output.endpoints[0].management_url == "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/live"
    error_message = "URLs go by the API's own name."
  }

  assert {
    condition     = length(aws_lambda_permission.endpoint) == 4 && aws_lambda_permission.endpoint["0-connect"].source_arn == "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/*/$connect"
    error_message = "Functions admit that API, each for its own route."
  }

  assert {
    condition     = strcontains(aws_cloudfront_response_headers_policy.page[0].security_headers_config[0].content_security_policy[0].content_security_policy, "connect-src 'self' wss://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com;")
    error_message = "The page may call its endpoints, and nothing else."
  }

  assert {
    condition     = jsondecode(aws_s3_object.endpoints[0].content) == { endpoints = [{ id = "a1b2c3d4e5", region = "eu-central-1", url = "wss://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/live" }] }
    error_message = "endpoints.json lists the endpoints."
  }

  assert {
    condition     = jsondecode(aws_s3_object.config[0].content) == { auth = "required", demo = false, retentionDays = 14, pingAfterMs = 300000, bus = { name = "deltaboard-events", region = "eu-central-1" } }
    error_message = "config.json tells the page what it has to know."
  }

  assert {
    condition     = aws_s3_object.page["assets/index-Bx12.js"].cache_control == "public, max-age=31536000, immutable" && aws_s3_object.page["index.html"].cache_control == "no-cache"
    error_message = "Only what is named by its hash is kept."
  }

  assert {
    condition     = length(aws_lambda_invocation.prepare) == 1 && length(aws_cloudwatch_event_rule.prepare) == 0
    error_message = "A deployment prepares the index; the domain ends its days itself."
  }

  assert {
    condition     = length(aws_vpc.this) == 0 && length(aws_kms_key.this) == 0 && length(aws_elasticache_replication_group.this) == 0 && length(aws_opensearchserverless_collection.this) == 0 && length(aws_api_gateway_account.this) == 0
    error_message = "Optional parts are not there unless they are asked for."
  }
}

run "no_right_on_everything" {
  command = plan

  assert {
    condition = alltrue(flatten([for policy in aws_iam_role_policy.function : [
      for statement in jsondecode(policy.policy).Statement : [for resource in flatten([statement.Resource]) : resource != "*"]
    ]]))
    error_message = "No function may do anything on everything."
  }

  assert {
    condition = alltrue(flatten([for policy in aws_iam_role_policy.function : [
      for statement in jsondecode(policy.policy).Statement : [for action in flatten([statement.Action]) : !strcontains(action, "*")]
    ]]))
    error_message = "Actions are named one by one."
  }
}

run "names_and_tags" {
  command = plan

  variables {
    name_prefix          = "shop-live"
    tags                 = { team = "core" }
    permissions_boundary = "arn:aws:iam::123456789012:policy/bound"
    account_log_role     = true
  }

  assert {
    condition = alltrue(concat(
      [for function in aws_lambda_function.this : startswith(function.function_name, "shop-live-")],
      [for role in aws_iam_role.function : startswith(role.name, "shop-live-")],
      [for queue in aws_sqs_queue.this : startswith(queue.name, "shop-live-")],
      [for alarm in aws_cloudwatch_metric_alarm.this : startswith(alarm.alarm_name, "shop-live-")],
      [aws_cloudwatch_event_bus.events.name == "shop-live-events", aws_dynamodb_table.this[0].name == "shop-live-subscriptions"],
      [aws_s3_bucket.page[0].bucket == "shop-live-page-123456789012-eu-central-1", aws_opensearch_domain.this[0].domain_name == "shop-live-index"],
    ))
    error_message = "Everything is called by the prefix."
  }

  assert {
    condition = alltrue([for tags in concat(
      [for function in aws_lambda_function.this : function.tags],
      [for queue in aws_sqs_queue.this : queue.tags],
      [for queue in aws_sqs_queue.dead : queue.tags],
      [aws_dynamodb_table.this[0].tags, aws_s3_bucket.page[0].tags, aws_cloudfront_distribution.page[0].tags, aws_opensearch_domain.this[0].tags],
    ) : tags == tomap({ deltaboard = "shop-live", team = "core" })])
    error_message = "Everything has the tags."
  }

  assert {
    condition     = alltrue([for role in concat(values(aws_iam_role.function), aws_iam_role.api_logs) : role.permissions_boundary == "arn:aws:iam::123456789012:policy/bound"])
    error_message = "Every role is bounded."
  }

  assert {
    condition     = length(aws_api_gateway_account.this) == 1
    error_message = "The account's role for logs is made where it is asked for."
  }
}
