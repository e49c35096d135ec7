locals {
  has_domain     = var.opensearch.mode == "domain"
  has_collection = var.opensearch.mode == "serverless"
  is_serverless  = local.has_collection || (var.opensearch.mode == "existing" && var.opensearch.auth == "serverless")

  domain_name = "${local.name}-index"
  domain_arn  = "arn:${local.partition}:es:${local.region}:${local.account_id}:domain/${local.domain_name}"

  index_auth = local.has_domain ? "sigv4" : local.has_collection ? "serverless" : var.opensearch.auth
  index_url = (
    local.has_domain ? "https://${one(aws_opensearch_domain.this[*].endpoint)}" :
    local.has_collection ? one(aws_opensearchserverless_collection.this[*].collection_endpoint) :
    trimsuffix(coalesce(var.opensearch.endpoint, "https://none"), "/")
  )
  index_arn = (
    local.has_domain ? local.domain_arn :
    local.has_collection ? one(aws_opensearchserverless_collection.this[*].arn) :
    var.opensearch.arn
  )

  index_replicas = (
    var.opensearch.index_replicas != null ? var.opensearch.index_replicas :
    local.has_domain && var.opensearch.instance_count == 1 ? 0 :
    null
  )

  # Serverless has access policies instead, and an emulator nothing.
  maps_roles  = coalesce(var.opensearch.maps_roles, local.has_domain)
  index_roles = { for name in ["ingest", "message", "broadcast"] : name => aws_iam_role.function[name].arn }

  # `_bulk` names indices in its body, so paths are no boundary: who may do what inside is said by the domain's own roles, which `prepare` maps.
  index_actions = {
    ingest    = ["es:ESHttpPost"]
    message   = ["es:ESHttpGet", "es:ESHttpPost"]
    broadcast = ["es:ESHttpPost"]
    prepare   = ["es:ESHttpGet", "es:ESHttpPost", "es:ESHttpPut"]
  }

  may_index = { for name, actions in local.index_actions : name => local.index_auth == "none" ? null : {
    Sid    = "UseIndex"
    Effect = "Allow"
    Action = local.is_serverless ? ["aoss:APIAccessAll"] : actions
    # `*`: every path of this one domain.
    Resource = local.is_serverless ? local.index_arn : "${local.index_arn}/*"
  } }
}

resource "aws_opensearch_domain" "this" {
  count = local.has_domain ? 1 : 0

  domain_name    = local.domain_name
  engine_version = var.opensearch.engine_version
  tags           = local.tags

  cluster_config {
    instance_type            = var.opensearch.instance_type
    instance_count           = var.opensearch.instance_count
    dedicated_master_enabled = var.opensearch.dedicated_masters > 0
    dedicated_master_count   = var.opensearch.dedicated_masters > 0 ? var.opensearch.dedicated_masters : null
    dedicated_master_type    = var.opensearch.dedicated_masters > 0 ? "m7g.large.search" : null
    zone_awareness_enabled   = local.domain_zones > 1

    dynamic "zone_awareness_config" {
      for_each = local.domain_zones > 1 ? [1] : []
      content {
        availability_zone_count = local.domain_zones
      }
    }
  }

  ebs_options {
    ebs_enabled = true
    volume_type = "gp3"
    volume_size = var.opensearch.volume_gb
  }

  encrypt_at_rest {
    enabled    = true
    kms_key_id = local.has_key ? local.key_arn : null
  }

  node_to_node_encryption {
    enabled = true
  }

  domain_endpoint_options {
    enforce_https       = true
    tls_security_policy = "Policy-Min-TLS-1-2-PFS-2023-10"
  }

  # The function that prepares the index is its master: nobody has a password.
  advanced_security_options {
    enabled                        = true
    internal_user_database_enabled = false

    master_user_options {
      master_user_arn = aws_iam_role.function["prepare"].arn
    }
  }

  access_policies = jsonencode({
    Version = "2012-10-17"
    Statement = [for name, actions in local.index_actions : {
      Sid       = title(name)
      Effect    = "Allow"
      Principal = { AWS = aws_iam_role.function[name].arn }
      Action    = actions
      Resource  = "${local.domain_arn}/*"
    }]
  })

  dynamic "vpc_options" {
    for_each = local.in_vpc ? [1] : []
    content {
      subnet_ids         = slice(local.subnet_ids, 0, local.domain_zones)
      security_group_ids = [aws_security_group.index[0].id]
    }
  }

  dynamic "log_publishing_options" {
    for_each = aws_cloudwatch_log_group.index
    content {
      log_type                 = log_publishing_options.key
      cloudwatch_log_group_arn = log_publishing_options.value.arn
    }
  }

  software_update_options {
    auto_software_update_enabled = true
  }

  lifecycle {
    precondition {
      condition     = !local.in_vpc || local.domain_zones <= length(local.subnet_ids)
      error_message = "The domain's zones are more than the subnets."
    }
  }

  depends_on = [aws_cloudwatch_log_resource_policy.index]
}

locals {
  # One node has one zone; two or an even number two; three and its multiples three.
  domain_zones = var.opensearch.instance_count % 3 == 0 && (!local.in_vpc || local.subnet_count >= 3) ? 3 : var.opensearch.instance_count % 2 == 0 ? 2 : 1
}

resource "aws_cloudwatch_log_group" "index" {
  for_each = toset(local.has_domain ? ["ES_APPLICATION_LOGS", "INDEX_SLOW_LOGS", "SEARCH_SLOW_LOGS", "AUDIT_LOGS"] : [])

  name              = "/aws/opensearch/${local.name}/${lower(replace(each.key, "_", "-"))}"
  retention_in_days = var.log_retention_days
  kms_key_id        = local.has_key ? local.key_arn : null
  tags              = local.tags
}

resource "aws_cloudwatch_log_resource_policy" "index" {
  count = local.has_domain ? 1 : 0

  policy_name = "${local.name}-index"
  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "es.amazonaws.com" }
      Action    = ["logs:PutLogEvents", "logs:CreateLogStream", "logs:PutLogEventsBatch"]
      # `*`: its streams, and its four groups.
      Resource  = "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:/aws/opensearch/${local.name}/*"
      Condition = { StringEquals = { "aws:SourceAccount" = local.account_id } }
    }]
  })
}
