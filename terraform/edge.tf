# How browsers reach the pages (web = true): one CloudFront distribution. Files come from a bucket that nobody else can
# read, everything that may be somebody's from the HTTP API and never from a cache. One name for both: no CORS, and
# cookies that belong to this host alone.

locals {
  edge = var.web ? 1 : 0

  # What the function answers. Every other address is a page, and a page is a file.
  answered = toset(["/api/*", "/ingest/*", "/join/*", "/l/*", "/s/*"])

  # AWS's own policies, by their numbers: asking for them by name would need the right to list them all.
  never_kept = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad" # Managed-CachingDisabled
  as_long    = "658327ea-f89d-4fab-a63d-7e88639e58f6" # Managed-CachingOptimized: as long as the file says

  # Errors are kept for ten seconds unless each kind is told otherwise, even where nothing else is kept.
  errors = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]
}

resource "aws_cloudfront_origin_access_control" "pages" {
  count = local.edge

  name                              = "${local.prefix}runtrack-pages"
  description                       = "How CloudFront signs what it asks of the pages' bucket"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_function" "pages" {
  count = local.edge

  name    = "${local.prefix}runtrack-pages"
  comment = "Addresses of pages become the one page"
  runtime = "cloudfront-js-2.0"
  publish = true
  code    = file("${path.module}/edge/pages.js")
}

# The one page is asked for anew each time ("no-cache" in its header), which costs a 304; a file without such a word is
# not kept at all. Nothing of a visitor is in the key: no header, cookie or query can put something there for others.
resource "aws_cloudfront_cache_policy" "pages" {
  count = local.edge

  name        = "${local.prefix}runtrack-pages"
  comment     = "The page and the few files beside it, as long as each says"
  min_ttl     = 0
  default_ttl = 0
  max_ttl     = 86400

  parameters_in_cache_key_and_forwarded_to_origin {
    enable_accept_encoding_brotli = true
    enable_accept_encoding_gzip   = true

    cookies_config {
      cookie_behavior = "none"
    }
    headers_config {
      header_behavior = "none"
    }
    query_strings_config {
      query_string_behavior = "none"
    }
  }
}

# What the HTTP API gets of a request: all but its name (API Gateway refuses another one's), and of the cookies ours.
resource "aws_cloudfront_origin_request_policy" "api" {
  count = local.edge

  name    = "${local.prefix}runtrack-api"
  comment = "All but Host, and our own cookies"

  cookies_config {
    cookie_behavior = "whitelist"
    cookies {
      items = ["__Host-runtrack", "__Host-runtrack-consent"]
    }
  }
  headers_config {
    header_behavior = "allExcept"
    headers {
      items = ["Host"]
    }
  }
  query_strings_config {
    query_string_behavior = "all"
  }
}

# What sync/entrypoints/api/access/headers.py tells a browser, for files as well (a test compares them).
resource "aws_cloudfront_response_headers_policy" "web" {
  #checkov:skip=CKV_AWS_259:of what else is under a name of yours, and whether browsers should know it for good, is not for us to say
  count = local.edge

  name    = "${local.prefix}runtrack-web"
  comment = "Nothing from elsewhere, no frames, no guessing of types"

  security_headers_config {
    content_security_policy {
      content_security_policy = join("; ", [
        "default-src 'none'", "script-src 'self'", "style-src 'self'",
        "img-src 'self' data: https://tile.openstreetmap.org", "font-src 'self'", "connect-src 'self'",
        "manifest-src 'self'", "worker-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
      ])
      override = true
    }
    content_type_options {
      override = true
    }
    frame_options {
      frame_option = "DENY"
      override     = true
    }
    referrer_policy {
      referrer_policy = "strict-origin-when-cross-origin"
      override        = true
    }
    strict_transport_security {
      access_control_max_age_sec = 31536000
      override                   = true
    }
  }

  custom_headers_config {
    items {
      header   = "Cross-Origin-Opener-Policy"
      value    = "same-origin"
      override = true
    }
    items {
      header   = "Cross-Origin-Resource-Policy"
      value    = "same-origin"
      override = false # the picture of a shared run is there for the pages of others
    }
    items {
      header   = "Permissions-Policy"
      value    = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
      override = true
    }
  }
}

resource "aws_cloudfront_distribution" "web" {
  #checkov:skip=CKV_AWS_86:logs of who asked for which page would be kept for nobody; the function's log has a line for each answer
  #checkov:skip=CKV2_AWS_47:the rules against Log4j are for Java, of which there is none
  #checkov:skip=CKV_AWS_310:a second bucket with the same files would fail with the same region
  #checkov:skip=CKV_AWS_374:runners are everywhere
  count = local.edge

  comment             = "${local.prefix}runtrack-web"
  aliases             = local.aliases
  enabled             = true
  is_ipv6_enabled     = true
  http_version        = "http2and3"
  price_class         = var.web_price_class
  default_root_object = "index.html"
  web_acl_id          = one(aws_wafv2_web_acl.edge[*].arn)
  wait_for_deployment = false # it is there in a few minutes, and nothing here has to wait for it

  origin {
    origin_id                = "pages"
    domain_name              = aws_s3_bucket.pages[0].bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.pages[0].id
  }

  origin {
    origin_id   = "api"
    domain_name = trimprefix(aws_apigatewayv2_api.web[0].api_endpoint, "https://")

    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }

  dynamic "ordered_cache_behavior" {
    for_each = local.answered

    content {
      path_pattern               = ordered_cache_behavior.value
      target_origin_id           = "api"
      viewer_protocol_policy     = "https-only" # a wish that was sent in clear has been read already: none is led on
      allowed_methods            = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
      cached_methods             = ["GET", "HEAD"]
      cache_policy_id            = local.never_kept
      origin_request_policy_id   = aws_cloudfront_origin_request_policy.api[0].id
      response_headers_policy_id = aws_cloudfront_response_headers_policy.web[0].id
    }
  }

  ordered_cache_behavior {
    path_pattern               = "/assets/*"
    target_origin_id           = "pages"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = local.as_long
    response_headers_policy_id = aws_cloudfront_response_headers_policy.web[0].id
  }

  default_cache_behavior {
    target_origin_id           = "pages"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = aws_cloudfront_cache_policy.pages[0].id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.web[0].id

    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.pages[0].arn
    }
  }

  # Only for how long: which page or answer an error has is left as it is, so that an API's 404 stays one.
  dynamic "custom_error_response" {
    for_each = local.errors

    content {
      error_code            = custom_error_response.value
      error_caching_min_ttl = 0
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = local.certificate == null
    acm_certificate_arn            = local.certificate
    ssl_support_method             = local.certificate == null ? null : "sni-only"
    minimum_protocol_version       = local.certificate == null ? "TLSv1" : "TLSv1.2_2021"
  }
}
