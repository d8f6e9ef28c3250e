# What the pages add (web = true): files from the bucket, answers from the API, nothing of anybody in a cache.

mock_provider "aws" {
  source = "./tests/mocks"
}

mock_provider "aws" {
  alias  = "edge"
  source = "./tests/mocks"
}

variables {
  strava_client_id      = "12345"
  strava_client_secret  = "0123456789abcdef0123456789abcdef01234567" # pragma: allowlist secret
  spotify_client_secret = ""
  lastfm_api_key        = ""
  code_zip              = "tests/fixtures/package.zip"
  layer_zip             = "tests/fixtures/package.zip"
  web_zip               = "tests/fixtures/package.zip"
  web_layer_zip         = "tests/fixtures/package.zip"
}

run "pages_under_a_name_of_cloudfronts" {
  variables {
    web = true
  }

  # Everything that may be somebody's is asked for anew, by every method, with the cookies that are ours.
  assert {
    condition = alltrue([for each in aws_cloudfront_distribution.web[0].ordered_cache_behavior : (
      each.cache_policy_id == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad" && length(each.allowed_methods) == 7 &&
      each.origin_request_policy_id == aws_cloudfront_origin_request_policy.api[0].id && each.viewer_protocol_policy == "https-only"
    ) if each.target_origin_id == "api"])
    error_message = "An answer of the API may be kept, or a method or cookie does not reach it."
  }

  assert {
    condition     = toset([for each in aws_cloudfront_distribution.web[0].ordered_cache_behavior : each.path_pattern if each.target_origin_id == "api"]) == toset(["/api/*", "/ingest/*", "/join/*", "/l/*", "/s/*"])
    error_message = "Other addresses go to the API than those that it answers."
  }

  assert {
    condition     = one(one(aws_cloudfront_origin_request_policy.api[0].headers_config).headers).items == toset(["Host"]) && one(aws_cloudfront_origin_request_policy.api[0].headers_config).header_behavior == "allExcept"
    error_message = "A header that tells where a wish was made does not reach the API, or its name does."
  }

  # Files are only read, the page never kept.
  assert {
    condition     = aws_cloudfront_distribution.web[0].default_cache_behavior[0].allowed_methods == toset(["GET", "HEAD"]) && aws_cloudfront_cache_policy.pages[0].min_ttl == 0 && aws_cloudfront_cache_policy.pages[0].default_ttl == 0
    error_message = "The one page can be kept, or written to."
  }

  # The same headers everywhere, and no error hides behind a page.
  assert {
    condition = toset(concat(
      aws_cloudfront_distribution.web[0].ordered_cache_behavior[*].response_headers_policy_id,
      aws_cloudfront_distribution.web[0].default_cache_behavior[*].response_headers_policy_id,
    )) == toset([aws_cloudfront_response_headers_policy.web[0].id])
    error_message = "A behaviour has other headers, or none."
  }

  assert {
    condition     = alltrue([for each in aws_cloudfront_distribution.web[0].custom_error_response : each.error_caching_min_ttl == 0 && each.response_page_path == null]) && length(aws_cloudfront_distribution.web[0].custom_error_response) == 11
    error_message = "An error is kept, or hidden behind a page."
  }

  # The bucket is closed but for CloudFront, and functions and people are told CloudFront's name.
  assert {
    condition     = aws_s3_bucket_public_access_block.pages[0].restrict_public_buckets && aws_s3_bucket_public_access_block.pages[0].block_public_policy && aws_cloudfront_origin_access_control.pages[0].signing_behavior == "always"
    error_message = "The pages' bucket can be read by others than CloudFront."
  }

  assert {
    condition     = output.web_address == "https://d111111abcdef8.cloudfront.net" && aws_lambda_function.web[0].environment[0].variables["APP_URL"] == output.web_address && aws_lambda_function.tick.environment[0].variables["APP_URL"] == output.web_address
    error_message = "The functions are told another address than people."
  }

  # What costs more, or needs a name of one's own, is left out.
  assert {
    condition     = length(aws_wafv2_web_acl.edge) + length(aws_acm_certificate.web) + length(aws_route53_record.web) == 0 && length(aws_cloudfront_distribution.web[0].aliases) == 0
    error_message = "A firewall or a name is there although none was asked for."
  }
}

run "pages_under_a_name_of_ones_own" {
  variables {
    web                        = true
    web_domain                 = "runs.example.org"
    web_zone_id                = "Z0123456789ABCDEFGHIJ"
    web_requests_of_an_address = 2000
  }

  assert {
    condition     = output.web_address == "https://runs.example.org" && aws_cloudfront_distribution.web[0].aliases == toset(["runs.example.org"]) && toset([for each in aws_route53_record.web : each.type]) == toset(["A", "AAAA"])
    error_message = "The name does not lead to the distribution."
  }

  assert {
    condition     = one(aws_cloudfront_distribution.web[0].viewer_certificate).minimum_protocol_version == "TLSv1.2_2021" && one(aws_cloudfront_distribution.web[0].viewer_certificate).acm_certificate_arn == aws_acm_certificate_validation.web[0].certificate_arn
    error_message = "The certificate is another one, or old TLS is taken."
  }

  assert {
    condition     = aws_cloudfront_distribution.web[0].web_acl_id == aws_wafv2_web_acl.edge[0].arn && one(one(one(aws_wafv2_web_acl.edge[0].rule).statement).rate_based_statement).limit == 2000
    error_message = "The firewall is not in front, or counts otherwise."
  }
}

run "a_name_whose_zone_is_elsewhere_brings_its_certificate" {
  variables {
    web                 = true
    web_domain          = "runs.example.org"
    web_certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000001"
  }

  assert {
    condition     = one(aws_cloudfront_distribution.web[0].viewer_certificate).acm_certificate_arn == "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000001" && length(aws_route53_record.web) + length(aws_acm_certificate.web) == 0
    error_message = "The certificate that was named is not used, or one is made besides."
  }
}

run "a_name_alone_is_refused" {
  command = plan

  variables {
    web        = true
    web_domain = "runs.example.org"
  }

  expect_failures = [var.web_domain]
}
