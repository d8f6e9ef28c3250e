# Where the built pages lie (web = true). `make tf-apply` brings them here (layer/publish.py): each can be built again, so
# no old versions are kept. Only CloudFront reads them, and only for this one distribution.

resource "aws_s3_bucket" "pages" {
  #checkov:skip=CKV_AWS_21:every file here can be built again; what a newer build no longer has stays for 30 days
  count = local.edge

  bucket        = "${local.prefix}runtrack-pages-${local.account}-${local.region}"
  force_destroy = true
}

resource "aws_s3_bucket_public_access_block" "pages" {
  count = local.edge

  bucket                  = aws_s3_bucket.pages[0].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "pages" {
  count = local.edge

  bucket = aws_s3_bucket.pages[0].id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "pages" {
  count = local.edge

  bucket = aws_s3_bucket.pages[0].id

  rule {
    id     = "no-halves"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}

# Reading, and not listing: what is not there is answered with 403.
data "aws_iam_policy_document" "pages" {
  count = local.edge

  statement {
    sid       = "CloudFrontReads"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.pages[0].arn}/*"]

    principals {
      type        = "Service"
      identifiers = ["cloudfront.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "AWS:SourceArn"
      values   = [aws_cloudfront_distribution.web[0].arn]
    }
  }
}

resource "aws_s3_bucket_policy" "pages" {
  count = local.edge

  bucket = aws_s3_bucket.pages[0].id
  policy = data.aws_iam_policy_document.pages[0].json

  depends_on = [aws_s3_bucket_public_access_block.pages]
}
