resource "aws_cloudfront_origin_access_control" "page" {
  count = var.page.enabled ? 1 : 0

  name                              = "${local.name}-page-${local.region}"
  description                       = "CloudFront reads the page's bucket, and nobody else"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_response_headers_policy" "page" {
  count = var.page.enabled ? 1 : 0

  name    = "${local.name}-page-${local.region}"
  comment = "What browsers may do with the page"

  security_headers_config {
    content_security_policy {
      content_security_policy = local.page_policy
      override                = true
    }

    strict_transport_security {
      access_control_max_age_sec = 63072000
      include_subdomains         = true
      override                   = true
    }

    content_type_options {
      override = true
    }

    frame_options {
      frame_option = "DENY"
      override     = true
    }

    referrer_policy {
      # The address of one who signs in comes back with a code in it.
      referrer_policy = "no-referrer"
      override        = true
    }
  }

  custom_headers_config {
    items {
      header   = "Permissions-Policy"
      value    = "camera=(), geolocation=(), microphone=()"
      override = true
    }

    items {
      header   = "Cross-Origin-Opener-Policy"
      value    = "same-origin"
      override = true
    }
  }
}

# AWS's own, by its name: files are cached as their `Cache-Control` says, compressed, whatever cookies or query there are.
data "aws_cloudfront_cache_policy" "optimized" {
  count = var.page.enabled ? 1 : 0

  name = "Managed-CachingOptimized"
}

resource "aws_cloudfront_distribution" "page" {
  count = var.page.enabled ? 1 : 0

  enabled             = true
  is_ipv6_enabled     = true
  comment             = "${local.name}: the page"
  default_root_object = "index.html"
  http_version        = "http2and3"
  price_class         = var.page.price_class
  aliases             = var.page.domain == null ? [] : var.page.domain.names
  web_acl_id          = var.page.web_acl_arn
  wait_for_deployment = false
  tags                = local.tags

  origin {
    origin_id                = "page"
    domain_name              = aws_s3_bucket.page[0].bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.page[0].id
  }

  default_cache_behavior {
    target_origin_id           = "page"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    viewer_protocol_policy     = "redirect-to-https"
    compress                   = true
    cache_policy_id            = data.aws_cloudfront_cache_policy.optimized[0].id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.page[0].id
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = var.page.domain == null
    acm_certificate_arn            = var.page.domain == null ? null : var.page.domain.certificate_arn
    ssl_support_method             = var.page.domain == null ? null : "sni-only"
    # CloudFront's own certificate takes no other.
    minimum_protocol_version = var.page.domain == null ? "TLSv1" : "TLSv1.2_2021"
  }
}
