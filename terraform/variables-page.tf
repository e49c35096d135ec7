variable "page" {
  description = <<-EOT
    The dashboard's page, in a private bucket behind CloudFront. `enabled`; `dir`, its files (null for `page` beside this file, where a release has them);
    `domain` with its names and a `certificate_arn` of us-east-1; `price_class`; `web_acl_arn` of a web ACL of us-east-1; `connect_src`, further origins
    that it may call, such as that of a token endpoint which is not the issuer's.
  EOT
  type = object({
    enabled = optional(bool, true)
    dir     = optional(string)
    domain = optional(object({
      names           = list(string)
      certificate_arn = string
    }))
    price_class = optional(string, "PriceClass_100")
    web_acl_arn = optional(string)
    connect_src = optional(list(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["PriceClass_100", "PriceClass_200", "PriceClass_All"], var.page.price_class)
    error_message = "page.price_class must be PriceClass_100, PriceClass_200 or PriceClass_All."
  }

  validation {
    condition     = alltrue([for origin in var.page.connect_src : can(regex("^https://[A-Za-z0-9.-]+(:[0-9]+)?$", origin))])
    error_message = "page.connect_src must be origins such as https://login.example.com, without a path."
  }
}

variable "oidc_issuer" {
  description = "Issuer at which the page signs people in (OIDC code flow with PKCE); null where they paste a credential. Its tokens are proved by `jwt`."
  type        = string
  default     = null

  validation {
    condition     = var.oidc_issuer == null || can(regex("^https://[^/?#@]+(/[^?#]*)?$", var.oidc_issuer))
    error_message = "oidc_issuer must be an https URL."
  }

  validation {
    condition     = (var.oidc_issuer == null) == (var.oidc_client_id == null)
    error_message = "oidc_issuer and oidc_client_id belong together."
  }

  validation {
    condition     = var.oidc_issuer == null || var.jwt != null
    error_message = "Tokens of oidc_issuer have to be proved: set jwt."
  }
}

variable "oidc_client_id" {
  description = "The page as the issuer knows it: a public client, which has no secret. Its redirect URI is the page's address."
  type        = string
  default     = null
}

variable "oidc_scope" {
  description = "Scope that the page asks for; null for `openid`. `openid offline_access` where the issuer gives refresh tokens only so."
  type        = string
  default     = null

  validation {
    condition     = var.oidc_scope == null || contains(split(" ", coalesce(var.oidc_scope, "openid")), "openid")
    error_message = "oidc_scope must hold openid."
  }
}

variable "oidc_parameters" {
  description = "Sent along with the page's authorization request, such as `audience` (Auth0) or `resource` (RFC 8707)."
  type        = map(string)
  default     = {}
  nullable    = false
}
