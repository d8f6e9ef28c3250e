# What the pages' function may do: read what its person may see, write what they wish. It uploads nothing: no file of the
# bucket is written, and no run's is deleted.

data "aws_iam_policy_document" "assumed_by_gateway" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["apigateway.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "web" {
  count = var.web ? 1 : 0

  # Scan: whose account at Strava it is that signs in.
  statement {
    sid       = "Users"
    actions   = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:Scan"]
    resources = [aws_dynamodb_table.users.arn]
  }

  statement {
    sid       = "Logins"
    actions   = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"]
    resources = [aws_dynamodb_table.strava_tokens.arn, aws_dynamodb_table.spotify_tokens.arn]
  }

  statement {
    sid       = "Plays"
    actions   = ["dynamodb:Query", "dynamodb:BatchWriteItem"]
    resources = [aws_dynamodb_table.played_tracks.arn]
  }

  statement {
    sid       = "NewestPlays"
    actions   = ["dynamodb:Query"]
    resources = ["${aws_dynamodb_table.played_tracks.arn}/index/source"]
  }

  statement {
    sid       = "Ledger"
    actions   = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:Query"]
    resources = [aws_dynamodb_table.ledger.arn]
  }

  statement {
    sid       = "Lists"
    actions   = ["dynamodb:Query"]
    resources = [for name in ["wake", "start", "list", "strava"] : "${aws_dynamodb_table.ledger.arn}/index/${name}"]
  }

  statement {
    sid     = "Files"
    actions = ["s3:GetObject"]
    resources = [
      "${aws_s3_bucket.files.arn}/originals/*",
      "${aws_s3_bucket.files.arn}/routes/*",
    ]
  }

  statement { # a refreshed token that waits there is of no use once its login is another one
    sid       = "OldTokens"
    actions   = ["s3:DeleteObject"]
    resources = ["${aws_s3_bucket.files.arn}/spill/*"]
  }

  statement { # what turns "no such file" into an answer of its own instead of "access denied"
    sid       = "FileNames"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.files.arn]
  }

  statement {
    sid     = "Secrets"
    actions = ["ssm:GetParameters"]
    resources = [
      aws_ssm_parameter.strava_client_secret.arn,
      aws_ssm_parameter.spotify_client_secret.arn,
      aws_ssm_parameter.lastfm_api_key.arn,
      aws_ssm_parameter.sealing_key.arn,
    ]
  }

  dynamic "statement" {
    for_each = aws_kms_key.runtrack[*].arn

    content {
      sid       = "Key"
      actions   = ["kms:Decrypt"]
      resources = [statement.value]
    }
  }

  statement {
    sid       = "OwnLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.web[0].arn}:log-stream:*"]
  }
}

data "aws_iam_policy_document" "gateway" {
  count = var.web ? 1 : 0

  statement {
    sid       = "Answer"
    actions   = ["lambda:InvokeFunction"]
    resources = [aws_lambda_function.web[0].arn]
  }
}

resource "aws_iam_role" "web" {
  count = var.web ? 1 : 0

  name               = "${local.prefix}runtrack-web"
  description        = "What the function of the pages may do"
  assume_role_policy = data.aws_iam_policy_document.assumed_by_lambda.json
}

resource "aws_iam_role_policy" "web" {
  count = var.web ? 1 : 0

  name   = "web"
  role   = aws_iam_role.web[0].id
  policy = data.aws_iam_policy_document.web[0].json
}

resource "aws_iam_role" "gateway" {
  count = var.web ? 1 : 0

  name               = "${local.prefix}runtrack-web-gateway"
  description        = "Lets the HTTP API call the function of the pages"
  assume_role_policy = data.aws_iam_policy_document.assumed_by_gateway.json
}

resource "aws_iam_role_policy" "gateway" {
  count = var.web ? 1 : 0

  name   = "gateway"
  role   = aws_iam_role.gateway[0].id
  policy = data.aws_iam_policy_document.gateway[0].json
}
