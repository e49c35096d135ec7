# Three data nodes in three zones and dedicated masters, a network and a key of its own, several endpoints with names, sign-in by OIDC, alarms to a topic.

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
  description = "Where it all is, the page's certificate excepted."
  type        = string
  default     = "eu-central-1"
}

variable "domain" {
  description = "Your domain: the page is at board.<domain>, endpoints at live-0.<domain> and so on."
  type        = string
}

variable "certificate_arn" {
  description = "Certificate of *.<domain> in this Region."
  type        = string
}

variable "page_certificate_arn" {
  description = "Certificate of board.<domain> in us-east-1, where CloudFront looks for it."
  type        = string
}

variable "zone_id" {
  description = "Route 53 zone of the domain."
  type        = string
}

variable "issuer" {
  description = "OIDC issuer, without a slash at its end."
  type        = string
}

variable "jwks" {
  description = "URL of its keys."
  type        = string
}

variable "client_id" {
  description = "The page as the issuer knows it: a public client whose redirect URI is the page's address."
  type        = string
}

variable "endpoints" {
  description = "How many WebSocket APIs there are."
  type        = number
  default     = 2
}

resource "aws_sns_topic" "alarms" {
  name              = "deltaboard-alarms"
  kms_master_key_id = "alias/aws/sns"
}

module "deltaboard" {
  source = "../.."

  tags = { service = "deltaboard" }
  kms  = { mode = "create" }
  vpc  = { mode = "create", zones = 3, nat_gateways = 3 }

  jwt            = { issuer = var.issuer, jwks = var.jwks, audience = var.client_id }
  oidc_issuer    = var.issuer
  oidc_client_id = var.client_id

  # Each sees the services of their teams; admins see everything.
  access = [
    { when = { groups = ["admin"] }, allow = {} },
    { allow = { service = { in = { claim = "services" } } } },
  ]

  opensearch = {
    instance_type     = "r7g.large.search"
    instance_count    = 3
    dedicated_masters = 3
    volume_gb         = 200
  }
  retention_days = 30

  endpoints = var.endpoints
  domains = [for place in range(var.endpoints) : {
    name            = "live-${place}.${var.domain}"
    certificate_arn = var.certificate_arn
    zone_id         = var.zone_id
  }]
  page = { domain = { names = ["board.${var.domain}"], certificate_arn = var.page_certificate_arn } }

  tracing            = "xray"
  log_retention_days = 90
  alarms             = { actions = [aws_sns_topic.alarms.arn] }
}

resource "aws_route53_record" "page" {
  zone_id = var.zone_id
  name    = "board.${var.domain}"
  type    = "CNAME"
  ttl     = 300
  records = [module.deltaboard.page_domain]
}

output "deltaboard" {
  description = "Everything that `deltaboard doctor` wants to know."
  value       = module.deltaboard
}
