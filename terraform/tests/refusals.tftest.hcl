# What can't be meant is refused before anything is made, by the variable's name.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  bundles_dir = "./tests/bundles"
  page        = { dir = "./tests/page" }
  open        = true
}

run "what_is_not_right_by_itself" {
  command = plan

  variables {
    # A prefix that no bucket takes.
    name_prefix = "Deltaboard"

    # A boundary that is no policy.
    permissions_boundary = "arn:aws:iam::123456789012:role/x"

    # A key without its arn.
    kms = { mode = "existing" }

    # Days that logs cannot have.
    log_retention_days = 42

    # A type that is none.
    fields = { service = "string" }

    # Too many routable fields.
    routable = [for i in range(17) : "f${i}"]

    # A rule without allow.
    access = [{ when = { team = ["core"] } }]

    # A policy that is none.
    policy = "all"

    # Retention of no day.
    retention_days = 0

    # Keys by plain http.
    jwt = { jwks = "http://x/keys", issuer = "http://x", audience = "a" }

    # A parameter without its slash.
    api_keys_parameter = "keys"

    # A route that is none.
    delta_route = "kinesis"

    # Too few receives.
    delta_max_receives = 3

    # One broadcast.
    broadcasts = 1

    # One ingest.
    ingests = 1

    # No posts.
    posts = { per_second = 0 }

    # A window too long.
    flush_window_ms = 6000

    # A runtime that is old.
    runtime = "nodejs18.x"

    # Memory of no function.
    memory = { ingset = 512 }

    # Concurrency of no function.
    reserved_concurrency = { all = 5 }

    # A secret in the environment.
    environment = { DELTABOARD_STORE_PASSWORD = "x" }

    # A log level that is none.
    log_level = "LOUD"

    # Tracing that is none.
    tracing = "zipkin"

    # An index of no kind.
    opensearch = { mode = "elasticsearch" }

    # A network without subnets.
    vpc = { mode = "existing", id = "vpc-1" }

    # No endpoint.
    endpoints = 0

    # Throttling that refuses everyone.
    throttling = { rate = 0 }

    # A path where an origin belongs.
    page = { connect_src = ["https://x.example.com/token"] }

    # A scope without openid.
    oidc_scope = "profile"

    # An alarm at once.
    alarms = { latency_ms = 0 }
  }

  expect_failures = [
    var.name_prefix,
    var.permissions_boundary,
    var.kms,
    var.log_retention_days,
    var.fields,
    var.routable,
    var.access,
    var.policy,
    var.retention_days,
    var.jwt,
    var.api_keys_parameter,
    var.delta_route,
    var.delta_max_receives,
    var.broadcasts,
    var.ingests,
    var.posts,
    var.flush_window_ms,
    var.runtime,
    var.memory,
    var.reserved_concurrency,
    var.environment,
    var.log_level,
    var.tracing,
    var.opensearch,
    var.vpc,
    var.endpoints,
    var.throttling,
    var.page,
    var.oidc_scope,
    var.alarms,
  ]
}

run "what_else_is_not" {
  command = plan

  variables {
    # A prefix too long.
    name_prefix = "a-prefix-that-is-much-too-long"

    # A rule with a misspelt condition.
    access = [{ wen = { team = ["core"] }, allow = {} }]

    # An existing index without its place.
    opensearch = { mode = "existing" }

    # A network too small.
    vpc = { mode = "create", cidr = "10.0.0.0/26" }
  }

  expect_failures = [
    var.name_prefix,
    var.access,
    var.opensearch,
    var.vpc,
  ]
}

run "and_still" {
  command = plan

  variables {
    # An index with a password.
    opensearch = { mode = "existing", endpoint = "https://me:secret@x", arn = "arn:aws:es:x:1:domain/x" }
  }

  expect_failures = [
    var.opensearch,
  ]
}

run "what_does_not_go_together" {
  command = plan

  variables {
    # Nobody gets in.
    open = false

    # A cache without a network.
    store = { kind = "elasticache" }

    # An issuer whose tokens nobody proves.
    oidc_issuer    = "https://x"
    oidc_client_id = "page"

    # Fewer names than endpoints.
    endpoints = 2
    domains   = [{ name = "a.example.com", certificate_arn = "arn:aws:acm:x:1:certificate/0" }]
  }

  expect_failures = [
    var.open,
    var.store,
    var.oidc_issuer,
    var.domains,
  ]
}

run "what_can_only_be_seen_alone" {
  command = plan

  variables {
    # A store with a password.
    store = { kind = "redis", url = "rediss://me:secret@x:6379" }

    # An issuer without a client.
    jwt         = { jwks = "https://x/keys", issuer = "https://x", audience = "a" }
    oidc_issuer = "https://x"
  }

  expect_failures = [
    var.oidc_issuer,
    var.store,
  ]
}

run "rules_that_leave_no_room_in_an_environment" {
  command         = plan
  expect_failures = [aws_lambda_function.this]

  variables {
    access = [for i in range(40) : { when = { teams = ["a-team-with-a-long-name-${i}"] }, allow = { service = { prefix = "a-service-with-a-long-name-${i}" } } }]
  }
}
