# Functions reach everything outside by TLS, and inside what stands beside them. Nothing reaches them.

resource "aws_security_group" "functions" {
  count = local.in_vpc ? 1 : 0

  name        = "${local.name}-functions"
  description = "Functions of ${local.name}"
  vpc_id      = local.vpc_id
  tags        = merge(local.tags, { Name = "${local.name}-functions" })
}

resource "aws_vpc_security_group_egress_rule" "tls" {
  count = local.in_vpc ? 1 : 0

  security_group_id = aws_security_group.functions[0].id
  description       = "APIs of AWS, @connections, the issuer of tokens"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_security_group" "index" {
  count = local.in_vpc && local.has_domain ? 1 : 0

  name        = "${local.name}-index"
  description = "OpenSearch of ${local.name}"
  vpc_id      = local.vpc_id
  tags        = merge(local.tags, { Name = "${local.name}-index" })
}

resource "aws_vpc_security_group_ingress_rule" "index" {
  count = local.in_vpc && local.has_domain ? 1 : 0

  security_group_id            = aws_security_group.index[0].id
  description                  = "Functions"
  referenced_security_group_id = aws_security_group.functions[0].id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

resource "aws_security_group" "store" {
  count = local.has_cache ? 1 : 0

  name        = "${local.name}-store"
  description = "Valkey of ${local.name}"
  vpc_id      = local.vpc_id
  tags        = merge(local.tags, { Name = "${local.name}-store" })
}

resource "aws_vpc_security_group_ingress_rule" "store" {
  count = local.has_cache ? 1 : 0

  security_group_id            = aws_security_group.store[0].id
  description                  = "Functions"
  referenced_security_group_id = aws_security_group.functions[0].id
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
}

resource "aws_vpc_security_group_egress_rule" "store" {
  count = local.has_cache ? 1 : 0

  security_group_id            = aws_security_group.functions[0].id
  description                  = "Valkey"
  referenced_security_group_id = aws_security_group.store[0].id
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
}
