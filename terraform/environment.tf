# The environment of each function, exactly what it needs: see docs/lambda.md. Nothing secret stands here.

locals {
  rules_environment = merge(
    {
      DELTABOARD_ACCESS         = jsonencode(var.access)
      DELTABOARD_POLICY         = var.policy
      DELTABOARD_RETENTION_DAYS = tostring(var.retention_days)
      DELTABOARD_SAMPLE_ABOVE   = tostring(var.sample_above)
    },
    var.fields == null ? {} : { DELTABOARD_FIELDS = jsonencode(var.fields) },
    var.routable == null ? {} : { DELTABOARD_ROUTABLE = jsonencode(var.routable) },
  )

  store_environment = merge(
    { DELTABOARD_STORE = local.store_url },
    local.has_cache ? { DELTABOARD_STORE_USER = local.cache_user, DELTABOARD_STORE_IAM = local.cache_id } : {},
  )

  index_environment = merge(
    {
      DELTABOARD_INDEX        = local.index_url
      DELTABOARD_INDEX_AUTH   = local.index_auth
      DELTABOARD_INDEX_PREFIX = var.opensearch.index_prefix
    },
    local.index_replicas == null ? {} : { DELTABOARD_INDEX_REPLICAS = tostring(local.index_replicas) },
    var.opensearch.index_shards == null ? {} : { DELTABOARD_INDEX_SHARDS = tostring(var.opensearch.index_shards) },
  )

  endpoints_environment = {
    DELTABOARD_ENDPOINTS = jsonencode({ for endpoint in local.endpoints : endpoint.id => endpoint.management_url })
  }

  posts_environment = {
    DELTABOARD_POSTS_PER_SECOND = tostring(var.posts.per_second)
    DELTABOARD_POST_BURST       = tostring(var.posts.burst)
    DELTABOARD_POST_BUDGET_MS   = tostring(var.posts.budget_ms)
    DELTABOARD_BROADCASTS       = tostring(var.broadcasts)
  }

  jwt_environment = var.jwt == null ? {} : {
    DELTABOARD_JWKS         = var.jwt.jwks
    DELTABOARD_JWT_ISSUER   = var.jwt.issuer
    DELTABOARD_JWT_AUDIENCE = var.jwt.audience
  }

  delta_queue_environment = { DELTABOARD_DELTA_QUEUE = aws_sqs_queue.this["deltas"].url }

  needs = {
    authorizer = merge(
      local.jwt_environment,
      {
        DELTABOARD_OPEN            = tostring(var.open)
        DELTABOARD_TOKENS_IN_QUERY = tostring(var.tokens_in_query)
      },
      var.api_keys_parameter == null ? {} : { DELTABOARD_API_KEYS_PARAMETER = var.api_keys_parameter },
    )
    connect    = merge(local.store_environment, local.endpoints_environment, local.delta_queue_environment)
    disconnect = local.store_environment
    message = merge(
      local.store_environment,
      local.index_environment,
      local.endpoints_environment,
      local.posts_environment,
      local.jwt_environment,
    )
    ingest = merge(
      local.index_environment,
      {
        DELTABOARD_EVENT_QUEUE        = aws_sqs_queue.this["events"].url
        DELTABOARD_EVENT_DEAD_LETTERS = aws_sqs_queue.dead["events"].url
        DELTABOARD_DELTA_ROUTE        = var.delta_route
      },
      # Two keys: a choice between them would need both of one type.
      var.delta_route == "bus" ? { DELTABOARD_DELTA_BUS = one(aws_cloudwatch_event_bus.deltas[*].name) } : {},
      var.delta_route == "sqs" ? local.delta_queue_environment : {},
    )
    broadcast = merge(
      local.store_environment,
      local.index_environment,
      local.endpoints_environment,
      local.posts_environment,
      local.delta_queue_environment,
      {
        DELTABOARD_DELTA_DEAD_LETTERS = aws_sqs_queue.dead["deltas"].url
        DELTABOARD_FLUSH_WINDOW_MS    = tostring(var.flush_window_ms)
      },
    )
    prepare = merge(
      local.index_environment,
      local.maps_roles ? { DELTABOARD_INDEX_ROLES = jsonencode(local.index_roles) } : {},
    )
  }

  function_environment = {
    for name, needs in local.needs : name => merge(
      local.rules_environment,
      needs,
      { POWERTOOLS_LOG_LEVEL = var.log_level },
      var.environment,
    )
  }
}
