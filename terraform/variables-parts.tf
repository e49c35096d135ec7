# Parts that can be of several kinds, or that are not there at all.

variable "opensearch" {
  description = <<-EOT
    Where documents are. `mode` is
    `domain`: one of this module, with fine-grained access; `instance_type`, `instance_count`, `volume_gb`, `engine_version` and
    `dedicated_masters` (0 or 3) shape it;
    `existing`: one of yours, by its `endpoint` (https URL), `arn` and `auth` (`sigv4`, `serverless`, or `none` for an emulator);
    `serverless`: a SEARCH collection of this module, `standby` or not. It has no refresh on demand, and old days go by a daily `prepare`.
    `maps_roles` says whether `prepare` maps the functions' roles: its own role has to be the domain's master user, or be mapped to
    `security_manager` and `all_access` there. Indices are called `<index_prefix>-YYYY.MM.DD`; `index_replicas` is 1 where there are several data
    nodes, else 0; `index_shards` are those of a day.
  EOT
  type = object({
    mode              = optional(string, "domain")
    endpoint          = optional(string)
    arn               = optional(string)
    auth              = optional(string, "sigv4")
    maps_roles        = optional(bool)
    engine_version    = optional(string, "OpenSearch_2.19")
    instance_type     = optional(string, "r7g.large.search")
    instance_count    = optional(number, 2)
    dedicated_masters = optional(number, 0)
    volume_gb         = optional(number, 100)
    standby           = optional(bool, true)
    index_prefix      = optional(string, "metrics")
    index_replicas    = optional(number)
    index_shards      = optional(number)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["domain", "existing", "serverless"], var.opensearch.mode)
    error_message = "opensearch.mode must be domain, existing or serverless."
  }

  validation {
    condition     = (var.opensearch.mode == "existing") == (var.opensearch.endpoint != null && var.opensearch.arn != null)
    error_message = "opensearch.endpoint and opensearch.arn belong to opensearch.mode = \"existing\", and only there."
  }

  validation {
    condition     = var.opensearch.endpoint == null || can(regex("^https?://[^/@]+/?$", var.opensearch.endpoint))
    error_message = "opensearch.endpoint must be a URL without a path and without a password."
  }

  validation {
    condition     = contains(["sigv4", "serverless", "none"], var.opensearch.auth)
    error_message = "opensearch.auth must be sigv4, serverless or none. A password would stand in state."
  }

  validation {
    condition     = contains([0, 3], var.opensearch.dedicated_masters)
    error_message = "opensearch.dedicated_masters must be 0 or 3."
  }

  validation {
    condition     = can(regex("^[a-z][a-z0-9_-]{0,62}$", var.opensearch.index_prefix))
    error_message = "opensearch.index_prefix must be lower-case letters, digits, \"_\" or \"-\", and begin with a letter."
  }
}

variable "store" {
  description = <<-EOT
    Where subscriptions are. `kind` is `dynamodb` (a table of this module), `elasticache` (Valkey of this module, in the VPC, by TLS and IAM; `node_type`, `replicas`
    and `engine_version` shape it) or `redis` (one of yours, by its `url`: `redis://HOST:PORT` or `rediss://HOST:PORT`, without a password: who may reach it is
    a matter of security groups).
  EOT
  type = object({
    kind           = optional(string, "dynamodb")
    url            = optional(string)
    node_type      = optional(string, "cache.t4g.small")
    replicas       = optional(number, 1)
    engine_version = optional(string, "8.0")
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["dynamodb", "elasticache", "redis"], var.store.kind)
    error_message = "store.kind must be dynamodb, elasticache or redis."
  }

  validation {
    condition     = (var.store.kind == "redis") == (var.store.url != null)
    error_message = "store.url belongs to store.kind = \"redis\", and only there."
  }

  validation {
    condition     = var.store.url == null || can(regex("^rediss?://[^/@]+:[0-9]+$", var.store.url))
    error_message = "store.url must be redis://HOST:PORT or rediss://HOST:PORT, without a password: it would stand in state."
  }

  validation {
    condition     = var.store.kind != "elasticache" || var.vpc.mode != "none"
    error_message = "ElastiCache is reached from a VPC only: set vpc.mode."
  }
}

variable "vpc" {
  description = <<-EOT
    Network of the functions, the authorizer excepted (it has to reach the issuer, and nothing inside). `mode` is `none`, `create` (private subnets in
    `zones` zones of `cidr`, behind `nat_gateways` NAT gateways, with a gateway endpoint for DynamoDB) or `existing` (`id` and private `subnet_ids`, whose
    NAT lets functions reach `@connections`, SQS and EventBridge: an interface endpoint for execute-api with private DNS would make public APIs
    answer 403). `security_group_ids` are further groups of the functions.
  EOT
  type = object({
    mode               = optional(string, "none")
    cidr               = optional(string, "10.42.0.0/20")
    zones              = optional(number, 2)
    nat_gateways       = optional(number, 1)
    id                 = optional(string)
    subnet_ids         = optional(list(string), [])
    security_group_ids = optional(list(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["none", "create", "existing"], var.vpc.mode)
    error_message = "vpc.mode must be none, create or existing."
  }

  validation {
    condition     = (var.vpc.mode == "existing") == (var.vpc.id != null && length(var.vpc.subnet_ids) > 0)
    error_message = "vpc.id and vpc.subnet_ids belong to vpc.mode = \"existing\", and only there."
  }

  validation {
    condition     = var.vpc.zones >= 2 && var.vpc.zones <= 4 && var.vpc.nat_gateways >= 1 && var.vpc.nat_gateways <= var.vpc.zones
    error_message = "vpc.zones must be from 2 to 4, and vpc.nat_gateways from 1 to as many."
  }

  validation {
    condition     = can(cidrsubnet(var.vpc.cidr, 4, 15)) && try(tonumber(split("/", var.vpc.cidr)[1]) <= 22, false)
    error_message = "vpc.cidr must be a network of /16 to /22."
  }
}
