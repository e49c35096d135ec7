variable "name_prefix" {
  description = "Begins the name of everything that this module makes; two deployments in one account and Region need two."
  type        = string
  default     = "deltaboard"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,22}[a-z0-9]$", var.name_prefix))
    error_message = "name_prefix must have 3 to 24 lower-case letters, digits or \"-\", begin with a letter and not end with \"-\": buckets, collections and domains take no others."
  }
}

variable "tags" {
  description = "Tags of everything that can have them, beside `deltaboard = <name_prefix>`."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "permissions_boundary" {
  description = "ARN of the policy that bounds every role made here; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary == null || can(regex("^arn:[^:]+:iam::[^:]*:policy/.+$", var.permissions_boundary))
    error_message = "permissions_boundary must be the ARN of an IAM policy."
  }
}

variable "deletion_protection" {
  description = "Whether the table and what the page's bucket holds withstand `terraform destroy`. Set it to false, apply, then destroy."
  type        = bool
  default     = true
  nullable    = false
}

variable "kms" {
  description = <<-EOT
    Keys for queues, table, logs, function environments and the OpenSearch domain. `mode` is `none` (keys that the services own, no charge), `create`
    (a key of this module), or `existing` with the `key_arn` of one whose policy admits `events`, `logs` and this account by IAM.
    Buses, their archive and the page stay with keys that AWS owns.
  EOT
  type = object({
    mode    = optional(string, "none")
    key_arn = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["none", "create", "existing"], var.kms.mode)
    error_message = "kms.mode must be none, create or existing."
  }

  validation {
    condition     = (var.kms.mode == "existing") == (var.kms.key_arn != null)
    error_message = "kms.key_arn belongs to kms.mode = \"existing\", and only there."
  }
}

variable "log_retention_days" {
  description = "Days that logs of functions and of the WebSocket APIs are kept."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be one of the numbers that CloudWatch Logs takes: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731 or whole years up to 3653."
  }
}
