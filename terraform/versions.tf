terraform {
  # Validations that look at two variables need 1.9.
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source = "hashicorp/aws"
      # Applied and destroyed with 5.100; 6.x is untested.
      version = ">= 5.100, < 7.0"
    }
  }
}
