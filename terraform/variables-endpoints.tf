variable "endpoints" {
  description = "How many WebSocket APIs there are in this Region: clients choose among them by rendezvous hashing, so that few move when this changes. Sockets of an API that is removed are dropped."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.endpoints >= 1 && var.endpoints <= 20 && floor(var.endpoints) == var.endpoints
    error_message = "endpoints must be a whole number from 1 to 20."
  }
}

variable "more_endpoints" {
  description = "Endpoints that were made by `modules/endpoint` beside this module, in another Region for example: its output `endpoint` of each."
  type = list(object({
    id             = string
    region         = string
    stage          = string
    url            = string
    management_url = string
    execution_arn  = string
  }))
  default  = []
  nullable = false
}

variable "domains" {
  description = "Names of the endpoints' own, in their order: `name`, `certificate_arn` of this Region, perhaps a Route 53 `zone_id`. None, or as many as `endpoints`."
  type = list(object({
    name            = string
    certificate_arn = string
    zone_id         = optional(string)
  }))
  default  = []
  nullable = false

  validation {
    condition     = contains([0, var.endpoints], length(var.domains))
    error_message = "domains must name as many as there are endpoints, or none."
  }
}

variable "throttling" {
  description = "Most calls of each endpoint (connects and messages): a second and as a burst."
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
  description = "Whether calls of the WebSocket APIs are logged (never what they hold). The account needs a role for that: see `account_log_role`."
  type        = bool
  default     = true
  nullable    = false
}

variable "account_log_role" {
  description = "Whether to make the role by which API Gateway logs. There is one of an account and Region: true in an account that has none, false where somebody else keeps it."
  type        = bool
  default     = false
  nullable    = false
}
