# N endpoints here, and others that were made elsewhere.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  bundles_dir = "./tests/bundles"
  page        = { dir = "./tests/page" }
  open        = true
  access      = [{ allow = {} }]
}

override_resource {
  target = module.endpoint[0].aws_apigatewayv2_api.this
  values = {
    id            = "api0"
    api_endpoint  = "wss://api0.execute-api.eu-central-1.amazonaws.com"
    execution_arn = "arn:aws:execute-api:eu-central-1:123456789012:api0"
  }
}

override_resource {
  target = module.endpoint[1].aws_apigatewayv2_api.this
  values = {
    id            = "api1"
    api_endpoint  = "wss://api1.execute-api.eu-central-1.amazonaws.com"
    execution_arn = "arn:aws:execute-api:eu-central-1:123456789012:api1"
  }
}

override_resource {
  target = module.endpoint[2].aws_apigatewayv2_api.this
  values = {
    id            = "api2"
    api_endpoint  = "wss://api2.execute-api.eu-central-1.amazonaws.com"
    execution_arn = "arn:aws:execute-api:eu-central-1:123456789012:api2"
  }
}

run "several_endpoints" {
  command = apply

  variables {
    endpoints = 3
    domains = [for n in [0, 1, 2] : {
      name            = "live-${n}.example.com"
      certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/0"
      zone_id         = "Z0123456789ABC"
    }]
    more_endpoints = [{
      id             = "f6g7h8i9j0"
      region         = "us-west-2"
      stage          = "live"
      url            = "wss://f6g7h8i9j0.execute-api.us-west-2.amazonaws.com/live"
      management_url = "https://f6g7h8i9j0.execute-api.us-west-2.amazonaws.com/live"
      execution_arn  = "arn:aws:execute-api:us-west-2:123456789012:f6g7h8i9j0"
    }]
  }

  assert {
    condition     = [for endpoint in output.endpoints : endpoint.url] == ["wss://live-0.example.com", "wss://live-1.example.com", "wss://live-2.example.com", "wss://f6g7h8i9j0.execute-api.us-west-2.amazonaws.com/live"]
    error_message = "Three here by their own names, and one elsewhere."
  }

  assert {
    condition     = length(aws_lambda_permission.endpoint) == 4 * 4 && aws_lambda_permission.endpoint["more-0-message"].source_arn == "arn:aws:execute-api:us-west-2:123456789012:f6g7h8i9j0/*/$default"
    error_message = "Functions admit each of them."
  }

  assert {
    condition     = length(jsondecode(aws_s3_object.endpoints[0].content).endpoints) == 4
    error_message = "endpoints.json lists each of them."
  }

  assert {
    condition = jsondecode(aws_lambda_function.this["broadcast"].environment[0].variables["DELTABOARD_ENDPOINTS"]) == {
      api0       = "https://api0.execute-api.eu-central-1.amazonaws.com/live"
      api1       = "https://api1.execute-api.eu-central-1.amazonaws.com/live"
      api2       = "https://api2.execute-api.eu-central-1.amazonaws.com/live"
      f6g7h8i9j0 = "https://f6g7h8i9j0.execute-api.us-west-2.amazonaws.com/live"
    }
    error_message = "Posts know where to go, by AWS's own names whatever clients see."
  }

  assert {
    condition     = strcontains(aws_iam_role_policy.function["broadcast"].policy, "arn:aws:execute-api:us-west-2:123456789012:f6g7h8i9j0/live/POST/@connections/*")
    error_message = "Broadcast may post elsewhere too."
  }

  assert {
    condition     = strcontains(local.page_policy, "connect-src 'self' wss://live-0.example.com wss://live-1.example.com wss://live-2.example.com wss://f6g7h8i9j0.execute-api.us-west-2.amazonaws.com;")
    error_message = "The page may call each of them."
  }

  assert {
    condition     = length([for name in keys(aws_cloudwatch_metric_alarm.this) : name if startswith(name, "endpoint-")]) == 6
    error_message = "Each endpoint of this Region has its alarms."
  }
}

run "fewer_of_them" {
  command = plan

  variables {
    endpoints = 2
  }

  assert {
    condition     = length(module.endpoint) == 2 && length(aws_lambda_permission.endpoint) == 8
    error_message = "There are two."
  }
}
