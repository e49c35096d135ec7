# The provider's Region is that of this WebSocket API, which need not be that of the functions: `providers = { aws = aws.other }`. It has no alias
# here: one would have to be handed down by name, and then every call of the main module would need `providers` as well.
terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"
    }
  }
}
