# What is looked at, and who sees what: the same words as in the configuration of a server.

variable "fields" {
  description = "Declared fields by their types (keyword, text, long, double, boolean, date); null for the default ones."
  type        = map(string)
  default     = null

  validation {
    condition     = alltrue([for type in values(coalesce(var.fields, {})) : contains(["keyword", "text", "long", "double", "boolean", "date"], type)])
    error_message = "Types of fields are keyword, text, long, double, boolean and date."
  }
}

variable "routable" {
  description = "At most 16 keyword fields by whose values queries are found; null for the default ones."
  type        = list(string)
  default     = null

  validation {
    condition     = length(coalesce(var.routable, [])) <= 16
    error_message = "At most 16 fields are routable."
  }
}

variable "access" {
  description = "Who sees what: a list of rules `{ when = {claim = [values]}, allow = {...} }`, see docs/access.md. With none, nobody sees anything."
  type        = any
  default     = []
  nullable    = false

  validation {
    condition     = can([for rule in var.access : keys(rule.allow)])
    error_message = "access must be a list of rules, each with an object `allow`."
  }

  validation {
    condition     = try(alltrue([for rule in var.access : length(setsubtract(keys(rule), ["when", "allow"])) == 0]), true)
    error_message = "A rule of access has `allow` and perhaps `when`, nothing else: a misspelt condition would let everyone in."
  }
}

variable "policy" {
  description = "What happens to hits of a query that are more than a viewer can take: batch, sample or latest."
  type        = string
  default     = "batch"
  nullable    = false

  validation {
    condition     = contains(["batch", "sample", "latest"], var.policy)
    error_message = "policy must be batch, sample or latest."
  }
}

variable "retention_days" {
  description = "Days that documents are kept in the index."
  type        = number
  default     = 14
  nullable    = false

  validation {
    condition     = var.retention_days >= 1 && var.retention_days <= 3650 && floor(var.retention_days) == var.retention_days
    error_message = "retention_days must be a whole number from 1 to 3650."
  }
}

variable "sample_above" {
  description = "Hits a second of one query above which the policy `sample` leaves some out."
  type        = number
  default     = 1000
  nullable    = false

  validation {
    condition     = var.sample_above >= 1 && floor(var.sample_above) == var.sample_above
    error_message = "sample_above must be a whole number from 1 on."
  }
}

variable "jwt" {
  description = "Tokens that viewers may show: `jwks` (an https URL), `issuer` and `audience` of their issuer; null where there are none."
  type = object({
    jwks     = string
    issuer   = string
    audience = string
  })
  default = null

  validation {
    condition     = var.jwt == null || can(regex("^https://", var.jwt.jwks))
    error_message = "jwt.jwks must be an https URL: plain http would let anyone on the way choose the keys."
  }
}

variable "api_keys_parameter" {
  description = <<-EOT
    Name (with its leading "/") of the SSM parameter that holds hashed API keys, as `deltaboard key` makes them. It is made and changed outside of
    Terraform, so that nothing of it stands in state; the authorizer reads it by itself. Null where there are none.
  EOT
  type        = string
  default     = null

  validation {
    condition     = var.api_keys_parameter == null || can(regex("^/[A-Za-z0-9_./-]{1,1000}$", var.api_keys_parameter))
    error_message = "api_keys_parameter must be a name such as /deltaboard/api-keys."
  }
}

variable "api_keys_kms_key_arn" {
  description = "Key of that parameter, where it is a SecureString under a key of yours; null for `aws/ssm` or a plain String."
  type        = string
  default     = null
}

variable "open" {
  description = "Nobody needs a credential; `access` still decides what is seen. For trying things out."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = var.open || var.jwt != null || var.api_keys_parameter != null
    error_message = "Nobody could get in: set jwt, api_keys_parameter, or open = true."
  }
}

variable "tokens_in_query" {
  description = "Whether a credential may stand in the URL as `?token=` or `?key=`. URLs end up in logs."
  type        = bool
  default     = false
  nullable    = false
}
