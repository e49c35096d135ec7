# Subscriptions in Valkey instead of the table: in reach of the functions' security group only, for whom IAM lets in. Nobody has a password.

locals {
  has_cache = var.store.kind == "elasticache"
  store_url = (
    local.uses_table ? "dynamodb://${one(aws_dynamodb_table.this[*].name)}" :
    local.has_cache ? "rediss://${one(aws_elasticache_replication_group.this[*].primary_endpoint_address)}:6379" :
    var.store.url
  )
}

locals {
  # Ids of users are the whole account's; one of IAM is called like its id.
  cache_id   = "${local.name}-store"
  cache_user = "${local.name}-functions"
}

resource "aws_elasticache_user" "functions" {
  count = local.has_cache ? 1 : 0

  user_id   = local.cache_user
  user_name = local.cache_user
  engine    = "valkey"
  # All that has to do with keys, scripts and connections; nothing of the server but what says that it is ready.
  access_string = "on ~* &* +@all -@admin -@dangerous +info"
  tags          = local.tags

  authentication_mode {
    type = "iam"
  }
}

resource "aws_elasticache_user_group" "this" {
  count = local.has_cache ? 1 : 0

  user_group_id = local.cache_id
  engine        = "valkey"
  user_ids      = [aws_elasticache_user.functions[0].user_id]
  tags          = local.tags
}

resource "aws_elasticache_subnet_group" "this" {
  count = local.has_cache ? 1 : 0

  name       = "${local.name}-store"
  subnet_ids = local.subnet_ids
  tags       = local.tags
}

resource "aws_elasticache_parameter_group" "this" {
  count = local.has_cache ? 1 : 0

  name   = "${local.name}-store"
  family = "valkey${split(".", var.store.engine_version)[0]}"
  tags   = local.tags

  # A subscription that was thrown out to make room would be a viewer who hears nothing.
  parameter {
    name  = "maxmemory-policy"
    value = "noeviction"
  }
}

resource "aws_elasticache_replication_group" "this" {
  count = local.has_cache ? 1 : 0

  replication_group_id       = local.cache_id
  description                = "deltaboard subscriptions"
  engine                     = "valkey"
  engine_version             = var.store.engine_version
  node_type                  = var.store.node_type
  num_cache_clusters         = 1 + var.store.replicas
  automatic_failover_enabled = var.store.replicas > 0
  multi_az_enabled           = var.store.replicas > 0
  parameter_group_name       = aws_elasticache_parameter_group.this[0].name
  subnet_group_name          = aws_elasticache_subnet_group.this[0].name
  security_group_ids         = [aws_security_group.store[0].id]
  user_group_ids             = [aws_elasticache_user_group.this[0].user_group_id]
  transit_encryption_enabled = true
  at_rest_encryption_enabled = true
  kms_key_id                 = local.has_key ? local.key_arn : null
  apply_immediately          = true
  tags                       = local.tags
}
