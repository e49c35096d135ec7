locals {
  # In this Region, then those that were made beside this module.
  endpoints = concat([for each in module.endpoint : each.endpoint], var.more_endpoints)

  # Made of names, not of the functions themselves, whose environment names the APIs.
  invoke_arns = { for name in ["authorizer", "connect", "disconnect", "message"] : name =>
    "arn:${local.partition}:apigateway:${local.region}:lambda:path/2015-03-31/functions/${local.function_arn[name]}:${local.alias}/invocations"
  }

  # By place, since ids are not known when keys have to be; so that one of them that goes changes nothing of the others.
  endpoint_places = merge(
    { for place in range(var.endpoints) : tostring(place) => place },
    { for place in range(length(var.more_endpoints)) : "more-${place}" => var.endpoints + place },
  )

  admitted = { for pair in setproduct(keys(local.endpoint_places), ["authorizer", "connect", "disconnect", "message"]) :
    "${pair[0]}-${pair[1]}" => { place = pair[0], function = pair[1] }
  }
  # How API Gateway names what it calls for.
  calls = { authorizer = "authorizers/*", connect = "*/$connect", disconnect = "*/$disconnect", message = "*/$default" }
}

module "endpoint" {
  source = "./modules/endpoint"
  count  = var.endpoints

  name               = "${local.name}-${count.index}"
  invoke_arns        = local.invoke_arns
  throttling         = var.throttling
  access_logs        = var.access_logs
  log_retention_days = var.log_retention_days
  kms_key_arn        = local.has_key ? local.key_arn : null
  domain             = try(var.domains[count.index], null)
  tags               = local.tags
}

resource "aws_lambda_permission" "endpoint" {
  for_each = local.admitted

  statement_id  = "endpoint-${each.value.place}"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this[each.value.function].function_name
  qualifier     = aws_lambda_alias.live[each.value.function].name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${local.endpoints[local.endpoint_places[each.value.place]].execution_arn}/${local.calls[each.value.function]}"
}

# One of an account and Region: API Gateway logs by this role or not at all.
resource "aws_api_gateway_account" "this" {
  count = var.account_log_role ? 1 : 0

  cloudwatch_role_arn = aws_iam_role.api_logs[0].arn

  depends_on = [aws_iam_role_policy.api_logs]
}

resource "aws_iam_role" "api_logs" {
  count = var.account_log_role ? 1 : 0

  name                 = "${local.name}-api-logs"
  description          = "Logs of API Gateway in this Region"
  permissions_boundary = var.permissions_boundary
  tags                 = local.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "apigateway.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "api_logs" {
  count = var.account_log_role ? 1 : 0

  name = "logs"
  role = aws_iam_role.api_logs[0].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:PutLogEvents", "logs:GetLogEvents", "logs:FilterLogEvents"]
      # `*`: the one role of all APIs of this account, whoever made them, as AWS's own policy for it has it.
      Resource = "arn:${local.partition}:logs:${local.region}:${local.account_id}:*"
    }]
  })
}
