# A role for each function, with one policy that says all that it may do. Transactions of DynamoDB need the rights of their single actions.

locals {
  table_arn  = one(aws_dynamodb_table.this[*].arn)
  uses_table = var.store.kind == "dynamodb"

  # Statements are null where this deployment has no use for them.
  may = {
    log = { for name in keys(local.functions) : name => {
      Sid    = "Log"
      Effect = "Allow"
      Action = ["logs:CreateLogStream", "logs:PutLogEvents"]
      # `*`: a stream is made and named by each instance.
      Resource = "${aws_cloudwatch_log_group.function[name].arn}:*"
    } }

    trace = var.tracing != "xray" ? null : {
      Sid    = "Trace"
      Effect = "Allow"
      Action = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
      # `*`: X-Ray knows no resources for these.
      Resource = "*"
    }

    be_in_vpc = !local.in_vpc ? null : {
      Sid    = "BeInVpc"
      Effect = "Allow"
      Action = ["ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:DeleteNetworkInterface", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"]
      # `*`: Lambda makes these interfaces itself, and refuses a role that may do so only on some.
      Resource = "*"
    }

    file_connections = !local.uses_table ? null : {
      Sid    = "FileConnections"
      Effect = "Allow"
      # A connection whose welcome can't be queued is ended again.
      Action   = ["dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:BatchWriteItem"]
      Resource = local.table_arn
    }

    keep_connections = !local.uses_table ? null : {
      Sid    = "KeepConnections"
      Effect = "Allow"
      # Subscriptions end and are renewed, and whoever turns out to be gone while it is answered is ended.
      Action   = ["dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:ConditionCheckItem", "dynamodb:BatchWriteItem"]
      Resource = local.table_arn
    }

    end_connections = !local.uses_table ? null : {
      Sid      = "EndConnections"
      Effect   = "Allow"
      Action   = ["dynamodb:Query", "dynamodb:BatchWriteItem"]
      Resource = local.table_arn
    }

    find_viewers = !local.uses_table ? null : {
      Sid      = "FindViewers"
      Effect   = "Allow"
      Action   = ["dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:BatchWriteItem"]
      Resource = local.table_arn
    }

    enter_cache = !local.has_cache ? null : {
      Sid    = "EnterCache"
      Effect = "Allow"
      Action = "elasticache:Connect"
      Resource = [
        one(aws_elasticache_replication_group.this[*].arn),
        one(aws_elasticache_user.functions[*].arn),
      ]
    }

    receive_events = {
      Sid      = "ReceiveEvents"
      Effect   = "Allow"
      Action   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ChangeMessageVisibility"]
      Resource = aws_sqs_queue.this["events"].arn
    }

    receive_deltas = {
      Sid      = "ReceiveDeltas"
      Effect   = "Allow"
      Action   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ChangeMessageVisibility"]
      Resource = aws_sqs_queue.this["deltas"].arn
    }

    send_welcomes = {
      Sid      = "SendWelcomes"
      Effect   = "Allow"
      Action   = "sqs:SendMessage"
      Resource = aws_sqs_queue.this["deltas"].arn
    }

    send_dead_events = {
      Sid      = "SendDeadEvents"
      Effect   = "Allow"
      Action   = "sqs:SendMessage"
      Resource = aws_sqs_queue.dead["events"].arn
    }

    send_dead_deltas = {
      Sid      = "SendDeadDeltas"
      Effect   = "Allow"
      Action   = "sqs:SendMessage"
      Resource = aws_sqs_queue.dead["deltas"].arn
    }

    put_deltas = {
      Sid      = "PutDeltas"
      Effect   = "Allow"
      Action   = var.delta_route == "bus" ? "events:PutEvents" : "sqs:SendMessage"
      Resource = var.delta_route == "bus" ? one(aws_cloudwatch_event_bus.deltas[*].arn) : aws_sqs_queue.this["deltas"].arn
    }

    post = {
      Sid    = "PostAndClose"
      Effect = "Allow"
      Action = "execute-api:ManageConnections"
      # `*`: every connection of these APIs, which have new ids all the time.
      Resource = flatten([for endpoint in local.endpoints : [
        "${endpoint.execution_arn}/${endpoint.stage}/POST/@connections/*",
        "${endpoint.execution_arn}/${endpoint.stage}/DELETE/@connections/*",
      ]])
    }

    read_api_keys = var.api_keys_parameter == null ? null : {
      Sid      = "ReadApiKeys"
      Effect   = "Allow"
      Action   = "ssm:GetParameter"
      Resource = "arn:${local.partition}:ssm:${local.region}:${local.account_id}:parameter${coalesce(var.api_keys_parameter, "/none")}"
    }

    open_api_keys = var.api_keys_kms_key_arn == null ? null : {
      Sid      = "OpenApiKeys"
      Effect   = "Allow"
      Action   = "kms:Decrypt"
      Resource = var.api_keys_kms_key_arn
    }

    use_key = !local.has_key ? null : {
      Sid      = "UseKey"
      Effect   = "Allow"
      Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
      Resource = local.key_arn
      Condition = {
        StringEquals = { "kms:ViaService" = ["sqs.${local.region}.${local.dns_suffix}", "dynamodb.${local.region}.${local.dns_suffix}"] }
      }
    }
  }

  statements = {
    authorizer = [local.may.read_api_keys, local.may.open_api_keys]
    connect    = [local.may.file_connections, local.may.enter_cache, local.may.send_welcomes, local.may.use_key, local.may.be_in_vpc]
    disconnect = [local.may.end_connections, local.may.enter_cache, local.may.use_key, local.may.be_in_vpc]
    message    = [local.may.keep_connections, local.may.enter_cache, local.may_index.message, local.may.post, local.may.use_key, local.may.be_in_vpc]
    ingest     = [local.may.receive_events, local.may.send_dead_events, local.may.put_deltas, local.may_index.ingest, local.may.use_key, local.may.be_in_vpc]
    broadcast  = [local.may.receive_deltas, local.may.send_dead_deltas, local.may.find_viewers, local.may.enter_cache, local.may_index.broadcast, local.may.post, local.may.use_key, local.may.be_in_vpc]
    prepare    = [local.may_index.prepare, local.may.be_in_vpc]
  }
}

resource "aws_iam_role" "function" {
  for_each = local.functions

  name                 = "${local.name}-${each.key}"
  description          = "deltaboard ${each.key}"
  permissions_boundary = var.permissions_boundary
  tags                 = local.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "function" {
  for_each = local.functions

  name = each.key
  role = aws_iam_role.function[each.key].id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [for statement in concat([local.may.log[each.key], local.may.trace], local.statements[each.key]) : statement if statement != null]
  })
}
