# Subscriptions: one table, paid by request, no index. Its keys and its time to live are those of src/adapters/aws/dynamodb/table.ts.

resource "aws_dynamodb_table" "this" {
  count = var.store.kind == "dynamodb" ? 1 : 0

  name                        = "${local.name}-subscriptions"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "pk"
  range_key                   = "sk"
  deletion_protection_enabled = var.deletion_protection
  tags                        = local.tags

  attribute {
    name = "pk"
    type = "S"
  }

  attribute {
    name = "sk"
    type = "S"
  }

  ttl {
    attribute_name = "expiresAt"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = true
  }

  # Without a key of one's own it is one that DynamoDB owns: encrypted all the same.
  server_side_encryption {
    enabled     = local.has_key
    kms_key_arn = local.has_key ? local.key_arn : null
  }
}
