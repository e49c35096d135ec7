# One deployment in Frankfurt whose viewers connect in Frankfurt or in Oregon. Functions, table and index are in Frankfurt alone: what is gained is another
# quota of posts and connects, and a way around a Region whose API Gateway is ill.

terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "oregon"
  region = "us-west-2"
}

module "deltaboard" {
  source = "../.."

  api_keys_parameter = "/deltaboard/api-keys"
  access             = [{ allow = {} }]
  endpoints          = 2
  # This module and those beside it know each other: its functions post to all of them.
  more_endpoints = [module.oregon.endpoint]
}

# There is no for_each over providers: one of these for each further Region.
module "oregon" {
  source = "../../modules/endpoint"

  providers = { aws = aws.oregon }

  name        = "deltaboard-oregon"
  invoke_arns = module.deltaboard.invoke_arns
}

output "endpoints" {
  description = "What `endpoints.json` lists."
  value       = module.deltaboard.endpoints
}
