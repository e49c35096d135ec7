variable "name" {
  description = "Name of the API, and of what belongs to it."
  type        = string
  nullable    = false
}

variable "stage" {
  description = "Name of the API's one stage: the last part of its URL."
  type        = string
  default     = "live"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_]{1,128}$", var.stage))
    error_message = "stage must be letters, digits and \"_\"."
  }
}

variable "invoke_arns" {
  description = "What API Gateway calls: `authorizer`, `connect`, `disconnect` and `message`. The output `invoke_arns` of the main module, which also admits this API (`more_endpoints`)."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(setsubtract(["authorizer", "connect", "disconnect", "message"], keys(var.invoke_arns))) == 0
    error_message = "invoke_arns must have authorizer, connect, disconnect and message."
  }
}

variable "throttling" {
  description = "Most calls of the API: a second and as a burst. Without them a stage answers 429 to everyone."
  type = object({
    rate  = optional(number, 2000)
    burst = optional(number, 1000)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.throttling.rate > 0 && var.throttling.burst > 0
    error_message = "throttling.rate and throttling.burst must be above 0, which would refuse everyone."
  }
}

variable "access_logs" {
  description = "Whether calls are logged. The account needs a role for that in each Region: `aws_api_gateway_account`."
  type        = bool
  default     = true
  nullable    = false
}

variable "log_retention_days" {
  description = "Days that these logs are kept."
  type        = number
  default     = 30
  nullable    = false
}

variable "kms_key_arn" {
  description = "Key of these logs, in the API's Region; null for one of the service."
  type        = string
  default     = null
}

variable "domain" {
  description = "The API's own name instead of AWS's: `name`, `certificate_arn` of the API's Region, and perhaps the Route 53 `zone_id` where its record shall be. Posts of functions go by AWS's name all the same."
  type = object({
    name            = string
    certificate_arn = string
    zone_id         = optional(string)
  })
  default = null
}

variable "tags" {
  description = "Tags of everything that can have them."
  type        = map(string)
  default     = {}
  nullable    = false
}
