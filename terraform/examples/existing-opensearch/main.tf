# A domain that is there already, with fine-grained access: Terraform makes none, and `prepare` maps the functions' roles in it.

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
  region = var.region
}

variable "region" {
  description = "Where the domain is."
  type        = string
  default     = "eu-central-1"
}

variable "domain_name" {
  description = "Name of the domain."
  type        = string
}

variable "is_mapped" {
  description = "Whether the role of `prepare` is mapped to `all_access` and `security_manager` in the domain already. False the first time: apply, map the output `prepare_role_arn` there, set this to true, apply again."
  type        = bool
  default     = false
}

data "aws_opensearch_domain" "this" {
  domain_name = var.domain_name
}

module "deltaboard" {
  source = "../.."

  api_keys_parameter = "/deltaboard/api-keys"
  access             = [{ allow = {} }]

  opensearch = {
    mode       = "existing"
    endpoint   = "https://${data.aws_opensearch_domain.this.endpoint}"
    arn        = data.aws_opensearch_domain.this.arn
    maps_roles = true
    # No other index there begins so.
    index_prefix = "deltaboard"
  }
  prepare_on_apply = var.is_mapped
}

output "prepare_role_arn" {
  description = "To be mapped by you in the domain, and admitted by its access policy with the other roles."
  value       = module.deltaboard.role_arns.prepare
}

output "deltaboard" {
  description = "Everything that `deltaboard doctor` wants to know."
  value       = module.deltaboard
}
