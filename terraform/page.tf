# The page: static files, beside them what it has to know of this deployment.

locals {
  page_dir   = coalesce(var.page.dir, "${path.module}/page")
  page_files = var.page.enabled ? { for file in fileset(local.page_dir, "**") : file => regex("[^.]*$", file) } : {}

  page_types = {
    css         = "text/css; charset=utf-8"
    html        = "text/html; charset=utf-8"
    ico         = "image/x-icon"
    js          = "text/javascript; charset=utf-8"
    json        = "application/json; charset=utf-8"
    png         = "image/png"
    svg         = "image/svg+xml"
    txt         = "text/plain; charset=utf-8"
    webmanifest = "application/manifest+json"
    woff2       = "font/woff2"
  }

  page_config = merge(
    {
      auth          = var.open ? "open" : "required"
      demo          = false
      retentionDays = var.retention_days
      # Pings are paid here; ten silent minutes end a connection.
      pingAfterMs = 300000
      bus         = { name = aws_cloudwatch_event_bus.events.name, region = local.region }
    },
    var.fields == null ? {} : { fields = var.fields },
    var.routable == null ? {} : { routable = var.routable },
    var.oidc_issuer == null ? {} : {
      oidc = merge(
        { issuer = var.oidc_issuer, client = var.oidc_client_id, parameters = var.oidc_parameters },
        var.oidc_scope == null ? {} : { scope = var.oidc_scope },
      )
    },
  )

  # What clients choose among.
  endpoint_list = { endpoints = [for endpoint in local.endpoints : { id = endpoint.id, region = endpoint.region, url = endpoint.url }] }

  issuer_origin = var.oidc_issuer == null ? [] : [regex("^https://[^/]+", var.oidc_issuer)]
  # Of `wss://host/stage`: a source with a path would fit that path only.
  socket_origins = distinct([for endpoint in local.endpoints : regex("^wss://[^/]+", endpoint.url)])

  page_policy = join("; ", [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src ${join(" ", concat(["'self'"], local.issuer_origin, var.page.connect_src, local.socket_origins))}",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ])
}

resource "aws_s3_bucket" "page" {
  count = var.page.enabled ? 1 : 0

  # Names are the whole world's.
  bucket        = "${local.name}-page-${local.account_id}-${local.region}"
  force_destroy = !var.deletion_protection
  tags          = local.tags
}

resource "aws_s3_bucket_public_access_block" "page" {
  count = var.page.enabled ? 1 : 0

  bucket                  = aws_s3_bucket.page[0].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "page" {
  count = var.page.enabled ? 1 : 0

  bucket = aws_s3_bucket.page[0].id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_versioning" "page" {
  count = var.page.enabled ? 1 : 0

  bucket = aws_s3_bucket.page[0].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "page" {
  count = var.page.enabled ? 1 : 0

  bucket = aws_s3_bucket.page[0].id

  # The page is everybody's to read: a key of one's own would guard nothing.
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "page" {
  count = var.page.enabled ? 1 : 0

  bucket = aws_s3_bucket.page[0].id

  rule {
    id     = "earlier-versions"
    status = "Enabled"
    filter {}

    noncurrent_version_expiration {
      noncurrent_days = 30
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }

  depends_on = [aws_s3_bucket_versioning.page]
}

resource "aws_s3_bucket_policy" "page" {
  count = var.page.enabled ? 1 : 0

  bucket = aws_s3_bucket.page[0].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "ItsDistributionReads"
        Effect    = "Allow"
        Principal = { Service = "cloudfront.amazonaws.com" }
        Action    = "s3:GetObject"
        # `*`: whatever file the page has.
        Resource  = "${aws_s3_bucket.page[0].arn}/*"
        Condition = { StringEquals = { "aws:SourceArn" = aws_cloudfront_distribution.page[0].arn } }
      },
      {
        Sid       = "OnlyByTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.page[0].arn, "${aws_s3_bucket.page[0].arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })

  depends_on = [aws_s3_bucket_public_access_block.page]
}

resource "aws_s3_object" "page" {
  for_each = local.page_files

  bucket       = aws_s3_bucket.page[0].id
  key          = each.key
  source       = "${local.page_dir}/${each.key}"
  source_hash  = filemd5("${local.page_dir}/${each.key}")
  content_type = lookup(local.page_types, each.value, "application/octet-stream")
  # What is named by its hash is kept for ever, anything else is asked for again each time.
  cache_control = startswith(each.key, "assets/") ? "public, max-age=31536000, immutable" : "no-cache"
  tags          = local.tags

  # What is put before that has no version, and its deletion none to name.
  depends_on = [aws_s3_bucket_versioning.page]
}

resource "aws_s3_object" "config" {
  count = var.page.enabled ? 1 : 0

  bucket        = aws_s3_bucket.page[0].id
  key           = "config.json"
  content       = jsonencode(local.page_config)
  content_type  = local.page_types.json
  cache_control = "no-cache"
  tags          = local.tags

  depends_on = [aws_s3_bucket_versioning.page]
}

resource "aws_s3_object" "endpoints" {
  count = var.page.enabled ? 1 : 0

  bucket        = aws_s3_bucket.page[0].id
  key           = "endpoints.json"
  content       = jsonencode(local.endpoint_list)
  content_type  = local.page_types.json
  cache_control = "no-cache"
  tags          = local.tags

  depends_on = [aws_s3_bucket_versioning.page]
}
