# Each optional part on and off.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  bundles_dir = "./tests/bundles"
  page        = { dir = "./tests/page" }
  open        = true
  access      = [{ allow = {} }]
}

run "deltas_straight_to_the_queue" {
  command = apply

  variables {
    delta_route  = "sqs"
    archive_days = 0
    alarms       = { enabled = false }
    dashboard    = false
  }

  assert {
    condition     = length(aws_cloudwatch_event_bus.deltas) == 0 && length(aws_cloudwatch_event_rule.deltas) == 0 && length(aws_cloudwatch_event_archive.events) == 0 && output.delta_bus == null
    error_message = "There is no bus of deltas, and no archive."
  }

  assert {
    condition = (
      aws_lambda_function.this["ingest"].environment[0].variables["DELTABOARD_DELTA_ROUTE"] == "sqs" &&
      aws_lambda_function.this["ingest"].environment[0].variables["DELTABOARD_DELTA_QUEUE"] == aws_sqs_queue.this["deltas"].url &&
      !contains(keys(aws_lambda_function.this["ingest"].environment[0].variables), "DELTABOARD_DELTA_BUS")
    )
    error_message = "Ingest knows the queue instead of the bus."
  }

  assert {
    condition     = !strcontains(aws_iam_role_policy.function["ingest"].policy, "events:PutEvents")
    error_message = "Ingest may put nothing on a bus."
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this) == 0 && length(aws_cloudwatch_dashboard.this) == 0
    error_message = "Alarms and dashboard can be left out."
  }

  # Of the queue of deltas nobody from a bus: only the refusal of plain HTTP is left.
  assert {
    condition     = length(jsondecode(aws_sqs_queue_policy.this["deltas"].policy).Statement) == 1 && length(jsondecode(aws_sqs_queue_policy.this["events"].policy).Statement) == 2
    error_message = "Queues admit their rule, where there is one."
  }
}

run "an_existing_index_without_a_page" {
  command = apply

  variables {
    opensearch = {
      mode         = "existing"
      endpoint     = "https://search.example.com/"
      arn          = "arn:aws:es:eu-central-1:123456789012:domain/logs"
      maps_roles   = true
      index_prefix = "board"
    }
    page             = { enabled = false }
    prepare_on_apply = false
  }

  assert {
    condition     = length(aws_opensearch_domain.this) == 0 && output.index.url == "https://search.example.com" && output.index.auth == "sigv4"
    error_message = "Nothing is made, and that one is used."
  }

  assert {
    condition     = strcontains(aws_iam_role_policy.function["ingest"].policy, "\"arn:aws:es:eu-central-1:123456789012:domain/logs/*\"")
    error_message = "Rights are on that domain."
  }

  assert {
    condition     = length(aws_s3_bucket.page) == 0 && length(aws_cloudfront_distribution.page) == 0 && length(aws_s3_object.page) == 0 && output.page_url == null && length(aws_lambda_invocation.prepare) == 0
    error_message = "There is no page, and nothing is called."
  }

  assert {
    condition     = aws_lambda_function.this["prepare"].environment[0].variables["DELTABOARD_INDEX_PREFIX"] == "board" && contains(keys(aws_lambda_function.this["prepare"].environment[0].variables), "DELTABOARD_INDEX_ROLES")
    error_message = "prepare knows the prefix and the roles."
  }
}

run "serverless" {
  command = apply

  variables {
    opensearch = { mode = "serverless" }
  }

  assert {
    condition     = aws_opensearchserverless_collection.this[0].type == "SEARCH" && output.index.auth == "serverless"
    error_message = "Documents have ids of their own: a SEARCH collection."
  }

  assert {
    condition     = jsondecode(aws_opensearchserverless_security_policy.encryption[0].policy).AWSOwnedKey
    error_message = "It is encrypted by a key of AWS."
  }

  assert {
    condition     = keys(aws_opensearchserverless_access_policy.this) == ["broadcast", "ingest", "message", "prepare"] && !strcontains(aws_opensearchserverless_access_policy.this["message"].policy, "Write")
    error_message = "Each function has its access policy, and only those that have to may write."
  }

  assert {
    condition     = strcontains(aws_iam_role_policy.function["ingest"].policy, "aoss:APIAccessAll") && !strcontains(aws_iam_role_policy.function["ingest"].policy, "es:ESHttp")
    error_message = "Rights are those of Serverless."
  }

  assert {
    condition     = aws_cloudwatch_event_rule.prepare[0].schedule_expression == "rate(1 day)" && !contains(keys(aws_lambda_function.this["prepare"].environment[0].variables), "DELTABOARD_INDEX_ROLES")
    error_message = "prepare runs daily, since nothing else deletes, and maps no roles."
  }
}

run "with_a_key" {
  command = apply

  variables {
    kms = { mode = "create" }
  }

  assert {
    condition = (
      aws_kms_key.this[0].enable_key_rotation &&
      alltrue([for queue in concat(values(aws_sqs_queue.this), values(aws_sqs_queue.dead)) : queue.kms_master_key_id == aws_kms_key.this[0].arn]) &&
      alltrue([for group in aws_cloudwatch_log_group.function : group.kms_key_id == aws_kms_key.this[0].arn]) &&
      alltrue([for function in aws_lambda_function.this : function.kms_key_arn == aws_kms_key.this[0].arn]) &&
      aws_dynamodb_table.this[0].server_side_encryption[0].kms_key_arn == aws_kms_key.this[0].arn &&
      aws_opensearch_domain.this[0].encrypt_at_rest[0].kms_key_id == aws_kms_key.this[0].arn
    )
    error_message = "Everything that can is under the key."
  }

  assert {
    condition     = contains([for statement in jsondecode(aws_kms_key.this[0].policy).Statement : try(statement.Principal.Service, "")], "events.amazonaws.com")
    error_message = "Rules can put onto encrypted queues."
  }

  assert {
    condition     = strcontains(aws_iam_role_policy.function["ingest"].policy, "kms:Decrypt") && !strcontains(aws_iam_role_policy.function["authorizer"].policy, "kms:")
    error_message = "Who reads a queue may use the key, and nobody who has no use for it."
  }
}

run "in_a_network_of_its_own_with_a_cache" {
  command = apply

  variables {
    vpc   = { mode = "create", zones = 3, nat_gateways = 2 }
    store = { kind = "elasticache" }
  }

  assert {
    condition     = length(aws_subnet.private) == 3 && length(aws_nat_gateway.this) == 2 && length(aws_vpc_endpoint.dynamodb) == 0
    error_message = "Three zones, two gateways, and no way to a table that is not there."
  }

  assert {
    condition     = length(toset(concat(aws_subnet.private[*].cidr_block, aws_subnet.public[*].cidr_block))) == 6
    error_message = "Subnets are apart."
  }

  assert {
    condition     = length(aws_lambda_function.this["authorizer"].vpc_config) == 0 && alltrue([for name, function in aws_lambda_function.this : length(function.vpc_config) == 1 if name != "authorizer"])
    error_message = "All functions are inside but the authorizer."
  }

  assert {
    condition     = length(aws_dynamodb_table.this) == 0 && output.table == null && aws_lambda_function.this["message"].environment[0].variables["DELTABOARD_STORE"] == "rediss://mocked.cache.amazonaws.com:6379"
    error_message = "Subscriptions are in the cache, by TLS."
  }

  assert {
    condition = (
      aws_elasticache_user.functions[0].authentication_mode[0].type == "iam" &&
      aws_lambda_function.this["connect"].environment[0].variables["DELTABOARD_STORE_IAM"] == "deltaboard-store" &&
      aws_lambda_function.this["connect"].environment[0].variables["DELTABOARD_STORE_USER"] == aws_elasticache_user.functions[0].user_name
    )
    error_message = "Functions come in by IAM."
  }

  assert {
    condition     = [for name in keys(aws_iam_role_policy.function) : name if strcontains(aws_iam_role_policy.function[name].policy, "elasticache:Connect")] == ["broadcast", "connect", "disconnect", "message"]
    error_message = "Those that use the store may enter it."
  }

  assert {
    condition     = aws_elasticache_replication_group.this[0].transit_encryption_enabled && one(aws_elasticache_parameter_group.this[0].parameter).value == "noeviction"
    error_message = "Nothing travels in clear, and nothing is thrown out."
  }

  assert {
    condition     = !strcontains(aws_iam_role_policy.function["message"].policy, "dynamodb:")
    error_message = "There are no rights on a table."
  }

  assert {
    condition     = length(aws_opensearch_domain.this[0].vpc_options) == 1 && aws_opensearch_domain.this[0].cluster_config[0].zone_awareness_config[0].availability_zone_count == 2
    error_message = "The domain is inside, in two zones."
  }
}

run "in_an_existing_network" {
  command = plan

  variables {
    vpc = { mode = "existing", id = "vpc-1", subnet_ids = ["subnet-1", "subnet-2"], security_group_ids = ["sg-1"] }
  }

  assert {
    condition     = length(aws_vpc.this) == 0 && length(aws_vpc_endpoint.dynamodb) == 0 && aws_lambda_function.this["ingest"].vpc_config[0].subnet_ids == toset(["subnet-1", "subnet-2"])
    error_message = "Nothing of a network is made but security groups."
  }
}

run "signing_in" {
  command = plan

  variables {
    open                 = false
    jwt                  = { jwks = "https://login.example.com/keys", issuer = "https://login.example.com/realm", audience = "board" }
    oidc_issuer          = "https://login.example.com/realm"
    oidc_client_id       = "page"
    oidc_parameters      = { audience = "board" }
    page                 = { dir = "./tests/page", connect_src = ["https://token.example.com"], domain = { names = ["board.example.com"], certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/0" } }
    fields               = { service = "keyword", latencyMs = "long" }
    routable             = ["service"]
    tracing              = "xray"
    retention_days       = 30
    tokens_in_query      = true
    memory               = { ingest = 2048 }
    api_keys_kms_key_arn = "arn:aws:kms:eu-central-1:123456789012:key/1"
    api_keys_parameter   = "/board/keys"
  }

  assert {
    condition = jsondecode(aws_s3_object.config[0].content) == {
      auth          = "required"
      demo          = false
      retentionDays = 30
      pingAfterMs   = 300000
      bus           = { name = "deltaboard-events", region = "eu-central-1" }
      fields        = { service = "keyword", latencyMs = "long" }
      routable      = ["service"]
      oidc          = { issuer = "https://login.example.com/realm", client = "page", parameters = { audience = "board" } }
    }
    error_message = "The page knows where people sign in, and what is declared."
  }

  assert {
    condition     = strcontains(local.page_policy, "connect-src 'self' https://login.example.com https://token.example.com ")
    error_message = "The page may call its issuer."
  }

  assert {
    condition     = alltrue([for name in ["authorizer", "message"] : aws_lambda_function.this[name].environment[0].variables["DELTABOARD_JWKS"] == "https://login.example.com/keys"])
    error_message = "Who proves tokens knows their keys' address."
  }

  assert {
    condition     = aws_lambda_function.this["authorizer"].environment[0].variables["DELTABOARD_API_KEYS_PARAMETER"] == "/board/keys" && strcontains(aws_iam_role_policy.function["authorizer"].policy, "arn:aws:ssm:eu-central-1:123456789012:parameter/board/keys")
    error_message = "The authorizer reads that parameter, and may."
  }

  assert {
    condition     = strcontains(aws_iam_role_policy.function["authorizer"].policy, "kms:Decrypt") && strcontains(aws_iam_role_policy.function["prepare"].policy, "xray:PutTraceSegments")
    error_message = "It may open it, and all may tell X-Ray."
  }

  assert {
    condition     = output.page_url == "https://board.example.com/" && aws_lambda_function.this["ingest"].memory_size == 2048 && aws_lambda_function.this["ingest"].tracing_config[0].mode == "Active"
    error_message = "Names, memory and traces are as they were said."
  }
}
