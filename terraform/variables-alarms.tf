variable "alarms" {
  description = <<-EOT
    Alarms: `enabled`; `actions`, ARNs of SNS topics that are told when one rings and when it stops; and from when on they ring:
    `event_age_s` and `delta_age_s` of the oldest message that waits, `latency_ms` from ingest to send at the 99th percentile, `free_gb` of each data node.
  EOT
  type = object({
    enabled     = optional(bool, true)
    actions     = optional(list(string), [])
    event_age_s = optional(number, 120)
    delta_age_s = optional(number, 20)
    latency_ms  = optional(number, 2000)
    free_gb     = optional(number, 20)
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for arn in var.alarms.actions : can(regex("^arn:", arn))])
    error_message = "alarms.actions must be ARNs."
  }

  validation {
    condition     = var.alarms.event_age_s > 0 && var.alarms.delta_age_s > 0 && var.alarms.latency_ms > 0
    error_message = "Thresholds of alarms must be above 0."
  }
}

variable "dashboard" {
  description = "Whether CloudWatch has a dashboard of this deployment."
  type        = bool
  default     = true
  nullable    = false
}
