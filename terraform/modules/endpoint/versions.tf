terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"
      # The Region of this WebSocket API, which need not be that of the functions.
      configuration_aliases = [aws.api]
    }
  }
}
