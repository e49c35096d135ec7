# The way of events and deltas.

variable "delta_route" {
  description = "`bus`: deltas travel on a bus of their own, to which others can listen as well; `sqs`: straight to the queue of broadcast, for about a tenth of the price."
  type        = string
  default     = "bus"
  nullable    = false

  validation {
    condition     = contains(["bus", "sqs"], var.delta_route)
    error_message = "delta_route must be bus or sqs."
  }
}

variable "producer_arns" {
  description = "Principals of other accounts that may put events on the bus of events. Those of this account need only the right in IAM."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.producer_arns : can(regex("^arn:[^:]+:iam::[0-9]{12}:.+$", arn))])
    error_message = "producer_arns must be ARNs of accounts (…:root), roles or users."
  }
}

variable "archive_days" {
  description = "Days that the bus of events keeps them for a replay; 0 for no archive."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = var.archive_days >= 0 && floor(var.archive_days) == var.archive_days
    error_message = "archive_days must be a whole number."
  }
}

variable "event_max_receives" {
  description = "Receives after which an event goes to the dead letters: with 1, 2, 4, 8, then 10 s between them, this is how long an outage of the index may last (30: some five minutes), until they are brought back by `deltaboard dlq redrive`."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.event_max_receives >= 5 && var.event_max_receives <= 1000
    error_message = "event_max_receives must be from 5 to 1000: fewer would make dead letters of short outages."
  }
}

variable "delta_max_receives" {
  description = "Receives after which a delta goes to the dead letters."
  type        = number
  default     = 5
  nullable    = false

  validation {
    condition     = var.delta_max_receives >= 5 && var.delta_max_receives <= 1000
    error_message = "delta_max_receives must be from 5 to 1000."
  }
}

variable "ingests" {
  description = "Most instances of ingest that the event queue calls at a time."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = var.ingests >= 2 && var.ingests <= 1000
    error_message = "ingests must be from 2 (the least that Lambda takes) to 1000."
  }
}

variable "broadcasts" {
  description = "Most instances of broadcast that the delta queue calls at a time. Each has an equal share of the post quota."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = var.broadcasts >= 2 && var.broadcasts <= 1000
    error_message = "broadcasts must be from 2 (the least that Lambda takes) to 1000."
  }
}

variable "posts" {
  description = "The account's quota of API Gateway in this Region, which all that posts here shares: requests a second and burst. Some Regions have 2500 and 1250."
  type = object({
    per_second = optional(number, 10000)
    burst      = optional(number, 5000)
    budget_ms  = optional(number, 8000)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.posts.per_second >= 10 && var.posts.burst >= 1 && var.posts.budget_ms >= 100 && var.posts.budget_ms <= 60000
    error_message = "posts.per_second is at least 10, posts.burst 1, posts.budget_ms 100 to 60000."
  }
}

variable "flush_window_ms" {
  description = "How long a full batch of deltas goes on gathering, at least."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = var.flush_window_ms >= 0 && var.flush_window_ms <= 5000
    error_message = "flush_window_ms must be from 0 to 5000."
  }
}
