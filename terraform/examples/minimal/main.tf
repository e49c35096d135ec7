# The least: one small domain, one endpoint, the page. Viewers show API keys, which are in SSM and not in Terraform.

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
  description = "Where it all is."
  type        = string
  default     = "eu-central-1"
}

module "deltaboard" {
  source = "../.."

  api_keys_parameter = "/deltaboard/api-keys"

  # Whoever has a key sees everything; docs/access.md says how to tell people apart.
  access = [{ allow = {} }]

  # One node and no replica: what it holds is lost with its disk. For trying things out.
  opensearch = {
    instance_type  = "t3.small.search"
    instance_count = 1
    volume_gb      = 20
  }
  alarms = { free_gb = 4 }

  # An account that has never had a WebSocket API with logs has no such role yet.
  account_log_role = true

  # So that `terraform destroy` takes everything with it.
  deletion_protection = false
}

output "page_url" {
  description = "The dashboard."
  value       = module.deltaboard.page_url
}

output "event_bus" {
  description = "Where producers put events."
  value       = module.deltaboard.event_bus.name
}

output "deltaboard" {
  description = "Everything that `deltaboard doctor` wants to know."
  value       = module.deltaboard
}
