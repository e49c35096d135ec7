locals {
  has_key = var.kms.mode != "none"
  key_arn = var.kms.mode == "create" ? one(aws_kms_key.this[*].arn) : var.kms.key_arn
}

resource "aws_kms_key" "this" {
  count = var.kms.mode == "create" ? 1 : 0

  description             = "${local.name}: queues, table, logs, functions, index"
  enable_key_rotation     = true
  deletion_window_in_days = var.deletion_protection ? 30 : 7
  tags                    = local.tags

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "ByIamOfThisAccount"
        Effect    = "Allow"
        Principal = { AWS = "arn:${local.partition}:iam::${local.account_id}:root" }
        Action    = "kms:*"
        # In a key's policy this is the key itself.
        Resource = "*"
      },
      {
        # Without it, a rule can put nothing on an encrypted queue, and says so nowhere but in a metric.
        Sid       = "RulesPutOnQueues"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:SourceAccount" = local.account_id } }
      },
      {
        Sid       = "LogGroups"
        Effect    = "Allow"
        Principal = { Service = "logs.${local.region}.${local.dns_suffix}" }
        Action    = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey", "kms:DescribeKey"]
        Resource  = "*"
        Condition = {
          ArnLike = { "kms:EncryptionContext:aws:logs:arn" = "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:*${local.name}*" }
        }
      },
    ]
  })
}

resource "aws_kms_alias" "this" {
  count = var.kms.mode == "create" ? 1 : 0

  name          = "alias/${local.name}"
  target_key_id = aws_kms_key.this[0].key_id
}
