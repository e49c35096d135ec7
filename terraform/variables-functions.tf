variable "bundles_dir" {
  description = "Folder of `<function>.zip`, one for each of the seven functions; null for `bundles` beside this file, where a release has them."
  type        = string
  default     = null
}

variable "runtime" {
  description = "Runtime of the functions: Node 20 or later. 5.100 of the provider refuses nodejs24.x."
  type        = string
  default     = "nodejs22.x"
  nullable    = false

  validation {
    condition     = can(regex("^nodejs(2[02468]|3[02468])\\.x$", var.runtime))
    error_message = "runtime must be nodejs20.x, nodejs22.x or a later even one."
  }
}

variable "memory" {
  description = "MB of memory by function, where it shall not be the default (256 to 1024)."
  type        = map(number)
  default     = {}
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.memory), ["authorizer", "connect", "disconnect", "message", "ingest", "broadcast", "prepare"])) == 0
    error_message = "The functions are authorizer, connect, disconnect, message, ingest, broadcast and prepare."
  }

  validation {
    condition     = alltrue([for size in values(var.memory) : size >= 128 && size <= 10240])
    error_message = "memory must be from 128 to 10240 MB."
  }
}

variable "reserved_concurrency" {
  description = "Reserved concurrency by function. None by default: a new account has nothing to reserve."
  type        = map(number)
  default     = {}
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.reserved_concurrency), ["authorizer", "connect", "disconnect", "message", "ingest", "broadcast", "prepare"])) == 0
    error_message = "The functions are authorizer, connect, disconnect, message, ingest, broadcast and prepare."
  }
}

variable "environment" {
  description = "More variables of every function's environment, such as `NODE_OPTIONS = \"--enable-source-maps\"` (stacks name sources, and cold starts take a fifth longer) or `AWS_ENDPOINT_URL_SQS` of an emulator. No secrets: they would stand in state."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = !anytrue([for name in keys(var.environment) : can(regex("(?i)(password|secret|token|api_keys$)", name))])
    error_message = "A secret in the environment stands in state and plan. API keys belong into SSM (api_keys_parameter), OpenSearch and ElastiCache go by IAM."
  }
}

variable "log_level" {
  description = "Least level of the functions' log lines: DEBUG, INFO, WARN or ERROR."
  type        = string
  default     = "INFO"
  nullable    = false

  validation {
    condition     = contains(["DEBUG", "INFO", "WARN", "ERROR"], var.log_level)
    error_message = "log_level must be DEBUG, INFO, WARN or ERROR."
  }
}

variable "tracing" {
  description = "`xray`: functions send traces to X-Ray; `none`: they don't."
  type        = string
  default     = "none"
  nullable    = false

  validation {
    condition     = contains(["none", "xray"], var.tracing)
    error_message = "tracing must be none or xray."
  }
}

variable "prepare_on_apply" {
  description = "Whether `apply` calls the function `prepare` when its bundle, the declared fields or the roles have changed. False: call it yourself, see the README."
  type        = bool
  default     = true
  nullable    = false
}
