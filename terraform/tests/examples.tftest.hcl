# The examples as they stand, with a few files in place of bundles and page.

mock_provider "aws" {
  source = "./tests/mocks"
}

mock_provider "aws" {
  alias  = "oregon"
  source = "./tests/mocks"
}

override_resource {
  target = module.deltaboard.module.endpoint[0].aws_apigatewayv2_api.this
  values = {
    id            = "frankfurt0"
    api_endpoint  = "wss://frankfurt0.execute-api.eu-central-1.amazonaws.com"
    execution_arn = "arn:aws:execute-api:eu-central-1:123456789012:frankfurt0"
  }
}

override_resource {
  target = module.deltaboard.module.endpoint[1].aws_apigatewayv2_api.this
  values = {
    id            = "frankfurt1"
    api_endpoint  = "wss://frankfurt1.execute-api.eu-central-1.amazonaws.com"
    execution_arn = "arn:aws:execute-api:eu-central-1:123456789012:frankfurt1"
  }
}

override_resource {
  target = module.oregon.aws_apigatewayv2_api.this
  values = {
    id            = "oregon"
    api_endpoint  = "wss://oregon.execute-api.us-west-2.amazonaws.com"
    execution_arn = "arn:aws:execute-api:us-west-2:123456789012:oregon"
  }
}

run "two_regions" {
  command = apply

  module {
    source = "./examples/two-regions"
  }

  providers = {
    aws        = aws
    aws.oregon = aws.oregon
  }

  assert {
    condition = [for endpoint in output.endpoints : endpoint.url] == [
      "wss://frankfurt0.execute-api.eu-central-1.amazonaws.com/live",
      "wss://frankfurt1.execute-api.eu-central-1.amazonaws.com/live",
      "wss://oregon.execute-api.us-west-2.amazonaws.com/live",
    ]
    error_message = "Two endpoints are here and one there, and the functions know all three."
  }
}

run "minimal" {
  command = plan

  module {
    source = "./examples/minimal"
  }

  assert {
    condition     = output.event_bus == "deltaboard-events"
    error_message = "Producers know the bus."
  }
}

run "production" {
  command = plan

  module {
    source = "./examples/production"
  }

  variables {
    domain               = "example.com"
    certificate_arn      = "arn:aws:acm:eu-central-1:123456789012:certificate/0"
    page_certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/1"
    zone_id              = "Z0123456789ABC"
    issuer               = "https://login.example.com/realm"
    jwks                 = "https://login.example.com/realm/keys"
    client_id            = "page"
  }

  assert {
    condition     = aws_route53_record.page.name == "board.example.com"
    error_message = "The page has its name."
  }
}

run "existing_opensearch" {
  command = plan

  module {
    source = "./examples/existing-opensearch"
  }

  variables {
    domain_name = "logs"
  }

  assert {
    condition     = length(output.deltaboard.role_arns) == 7
    error_message = "Roles are told, so that the domain can admit them."
  }
}
