# What is applied on the emulator: every part of the module that comes to rest there. OpenSearch domains and collections never do.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

variable "bundles_dir" {
  type = string
}

variable "page_dir" {
  type = string
}

# Where it is, and with which credentials, stands in the environment.
provider "aws" {
  region            = "eu-central-1"
  s3_use_path_style = true
}

module "deltaboard" {
  # From the folder of the run, two below the repository's.
  source = "../../../terraform"

  name_prefix         = "emulated"
  bundles_dir         = var.bundles_dir
  deletion_protection = false
  endpoints           = 2
  account_log_role    = true
  tracing             = "xray"
  api_keys_parameter  = "/emulated/api-keys"
  page                = { dir = var.page_dir }
  kms                 = { mode = "create" }
  fields              = { service = "keyword", team = "keyword", duration = "double" }
  routable            = ["service", "team"]
  oidc_issuer         = "https://login.example.com/board"
  oidc_client_id      = "board"

  access = [
    { when = { role = "operator" }, allow = {} },
    { allow = { team = { in = { claim = "teams" } } } },
  ]

  jwt = {
    jwks     = "https://login.example.com/board/jwks"
    issuer   = "https://login.example.com/board"
    audience = "board"
  }

  opensearch = {
    mode       = "existing"
    endpoint   = "https://search-board.eu-central-1.es.amazonaws.com"
    arn        = "arn:aws:es:eu-central-1:123456789012:domain/board"
    maps_roles = true
  }
}

output "deltaboard" {
  value = module.deltaboard
}
