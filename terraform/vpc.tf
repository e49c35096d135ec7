locals {
  in_vpc       = var.vpc.mode != "none"
  makes_vpc    = var.vpc.mode == "create"
  vpc_id       = local.makes_vpc ? one(aws_vpc.this[*].id) : var.vpc.id
  subnet_ids   = local.makes_vpc ? aws_subnet.private[*].id : var.vpc.subnet_ids
  subnet_count = local.makes_vpc ? var.vpc.zones : length(var.vpc.subnet_ids)
  zones        = local.makes_vpc ? slice(data.aws_availability_zones.available[0].names, 0, var.vpc.zones) : []

  function_security_group_ids = concat(aws_security_group.functions[*].id, var.vpc.security_group_ids)
}

data "aws_availability_zones" "available" {
  count = local.makes_vpc ? 1 : 0

  state = "available"

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

resource "aws_vpc" "this" {
  count = local.makes_vpc ? 1 : 0

  cidr_block           = var.vpc.cidr
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags                 = merge(local.tags, { Name = local.name })
}

resource "aws_default_security_group" "this" {
  count = local.makes_vpc ? 1 : 0

  # Without rules: nothing is in it by mistake.
  vpc_id = aws_vpc.this[0].id
  tags   = merge(local.tags, { Name = "${local.name}-unused" })
}

resource "aws_subnet" "private" {
  count = local.makes_vpc ? var.vpc.zones : 0

  vpc_id            = aws_vpc.this[0].id
  cidr_block        = cidrsubnet(var.vpc.cidr, 3, count.index)
  availability_zone = local.zones[count.index]
  tags              = merge(local.tags, { Name = "${local.name}-private-${count.index}" })
}

resource "aws_subnet" "public" {
  count = local.makes_vpc ? var.vpc.zones : 0

  vpc_id            = aws_vpc.this[0].id
  cidr_block        = cidrsubnet(var.vpc.cidr, 6, 32 + count.index)
  availability_zone = local.zones[count.index]
  tags              = merge(local.tags, { Name = "${local.name}-public-${count.index}" })
}

resource "aws_internet_gateway" "this" {
  count = local.makes_vpc ? 1 : 0

  vpc_id = aws_vpc.this[0].id
  tags   = merge(local.tags, { Name = local.name })
}

resource "aws_eip" "nat" {
  count = local.makes_vpc ? var.vpc.nat_gateways : 0

  domain = "vpc"
  tags   = merge(local.tags, { Name = "${local.name}-nat-${count.index}" })
}

# To `@connections`, SQS, EventBridge and the token's issuer.
resource "aws_nat_gateway" "this" {
  count = local.makes_vpc ? var.vpc.nat_gateways : 0

  allocation_id = aws_eip.nat[count.index].id
  subnet_id     = aws_subnet.public[count.index].id
  tags          = merge(local.tags, { Name = "${local.name}-${count.index}" })

  depends_on = [aws_internet_gateway.this]
}

resource "aws_route_table" "public" {
  count = local.makes_vpc ? 1 : 0

  vpc_id = aws_vpc.this[0].id
  tags   = merge(local.tags, { Name = "${local.name}-public" })
}

resource "aws_route" "public" {
  count = local.makes_vpc ? 1 : 0

  route_table_id         = aws_route_table.public[0].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this[0].id
}

resource "aws_route_table_association" "public" {
  count = local.makes_vpc ? var.vpc.zones : 0

  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = aws_route_table.public[0].id
}

resource "aws_route_table" "private" {
  count = local.makes_vpc ? var.vpc.zones : 0

  vpc_id = aws_vpc.this[0].id
  tags   = merge(local.tags, { Name = "${local.name}-private-${count.index}" })
}

resource "aws_route" "private" {
  count = local.makes_vpc ? var.vpc.zones : 0

  route_table_id         = aws_route_table.private[count.index].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[count.index % var.vpc.nat_gateways].id
}

resource "aws_route_table_association" "private" {
  count = local.makes_vpc ? var.vpc.zones : 0

  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = aws_route_table.private[count.index].id
}

# Free, and the table's traffic does not pay for NAT.
resource "aws_vpc_endpoint" "dynamodb" {
  count = local.makes_vpc && local.uses_table ? 1 : 0

  vpc_id            = aws_vpc.this[0].id
  service_name      = "com.amazonaws.${local.region}.dynamodb"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = aws_route_table.private[*].id
  tags              = merge(local.tags, { Name = "${local.name}-dynamodb" })
}
