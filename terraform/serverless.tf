# OpenSearch Serverless: documents have ids of their own, so it is a SEARCH collection, whose data no lifecycle policy deletes.

locals {
  collection_name = substr("${local.name}-index", 0, 32)
  collection      = { Resource = ["collection/${local.collection_name}"], ResourceType = "collection" }
  indices         = "index/${local.collection_name}/${var.opensearch.index_prefix}-*"
}

resource "aws_opensearchserverless_security_policy" "encryption" {
  count = local.has_collection ? 1 : 0

  name = local.collection_name
  type = "encryption"
  policy = jsonencode(merge(
    { Rules = [local.collection] },
    local.has_key ? { KmsARN = local.key_arn } : {},
    local.has_key ? {} : { AWSOwnedKey = true },
  ))
}

resource "aws_opensearchserverless_security_policy" "network" {
  count = local.has_collection ? 1 : 0

  name = local.collection_name
  type = "network"
  # By its public name, which functions in a VPC reach through NAT; nobody gets in without a role of the access policies.
  policy = jsonencode([{ Rules = [local.collection], AllowFromPublic = true }])
}

resource "aws_opensearchserverless_access_policy" "this" {
  for_each = local.has_collection ? {
    ingest    = ["aoss:CreateIndex", "aoss:DescribeIndex", "aoss:ReadDocument", "aoss:WriteDocument"]
    message   = ["aoss:DescribeIndex", "aoss:ReadDocument"]
    broadcast = ["aoss:ReadDocument"]
    prepare   = ["aoss:CreateIndex", "aoss:DeleteIndex", "aoss:DescribeIndex", "aoss:UpdateIndex"]
  } : {}

  name = substr("${each.key}-${local.name}", 0, 32)
  type = "data"
  policy = jsonencode([{
    Principal = [aws_iam_role.function[each.key].arn]
    Rules = concat(
      [{ ResourceType = "index", Resource = [local.indices], Permission = each.value }],
      # Templates belong to the collection.
      each.key == "prepare" ? [merge(local.collection, { Permission = ["aoss:CreateCollectionItems", "aoss:DescribeCollectionItems", "aoss:UpdateCollectionItems"] })] : [],
    )
  }])
}

resource "aws_opensearchserverless_collection" "this" {
  count = local.has_collection ? 1 : 0

  name             = local.collection_name
  description      = "deltaboard ${local.name}"
  type             = "SEARCH"
  standby_replicas = var.opensearch.standby ? "ENABLED" : "DISABLED"
  tags             = local.tags

  depends_on = [aws_opensearchserverless_security_policy.encryption, aws_opensearchserverless_security_policy.network]
}
