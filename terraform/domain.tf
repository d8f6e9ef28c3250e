# What is chosen for the pages' address: a name of one's own (web_domain), and a firewall that counts requests
# (web_requests_of_an_address). CloudFront takes both from us-east-1 alone.

provider "aws" {
  alias  = "edge"
  region = "us-east-1"

  default_tags {
    tags = {
      project     = "runtrack"
      environment = var.environment
    }
  }
}

locals {
  aliases     = var.web && var.web_domain != "" ? [var.web_domain] : []
  own_zone    = var.web && var.web_zone_id != "" ? 1 : 0
  certificate = var.web_certificate_arn != "" ? var.web_certificate_arn : one(aws_acm_certificate_validation.web[*].certificate_arn)
  web_host    = one(concat(local.aliases, [for each in aws_cloudfront_distribution.web : each.domain_name if length(local.aliases) == 0]))
}

resource "aws_acm_certificate" "web" {
  count    = local.own_zone
  provider = aws.edge

  domain_name       = var.web_domain
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

# By this record AWS sees that the name is yours, now and at each renewal.
resource "aws_route53_record" "certificate" {
  count = local.own_zone

  zone_id         = var.web_zone_id
  name            = one(aws_acm_certificate.web[0].domain_validation_options).resource_record_name
  type            = one(aws_acm_certificate.web[0].domain_validation_options).resource_record_type
  records         = [one(aws_acm_certificate.web[0].domain_validation_options).resource_record_value]
  ttl             = 300
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "web" {
  count    = local.own_zone
  provider = aws.edge

  certificate_arn         = aws_acm_certificate.web[0].arn
  validation_record_fqdns = aws_route53_record.certificate[*].fqdn
}

resource "aws_route53_record" "web" {
  for_each = toset(local.own_zone == 1 ? ["A", "AAAA"] : [])

  zone_id = var.web_zone_id
  name    = var.web_domain
  type    = each.value

  alias {
    name                   = aws_cloudfront_distribution.web[0].domain_name
    zone_id                = aws_cloudfront_distribution.web[0].hosted_zone_id
    evaluate_target_health = false
  }
}

resource "aws_wafv2_web_acl" "edge" {
  #checkov:skip=CKV2_AWS_31:the firewall's own figures say how many it refused; logs of each request cost more than it does
  #checkov:skip=CKV_AWS_192:Log4j is Java, of which there is none here
  count    = var.web && var.web_requests_of_an_address > 0 ? 1 : 0
  provider = aws.edge

  name        = "${local.prefix}runtrack-web"
  description = "Refuses an address that asks too often"
  scope       = "CLOUDFRONT"

  default_action {
    allow {}
  }

  rule {
    name     = "too-often"
    priority = 1

    action {
      block {}
    }

    statement {
      rate_based_statement {
        limit                 = var.web_requests_of_an_address
        aggregate_key_type    = "IP"
        evaluation_window_sec = 300
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "${local.prefix}runtrack-web-too-often"
      sampled_requests_enabled   = false # they would hold addresses and what was asked for
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "${local.prefix}runtrack-web"
    sampled_requests_enabled   = false
  }
}
