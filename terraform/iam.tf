# Who may do what. One role for each function and one for the schedule; every action is named, every resource too.
# Only two things end in a star, because their names do not exist before they are written: the objects under the three
# folders of the bucket, and the streams of a function's own log group.

data "aws_iam_policy_document" "assumed_by_lambda" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "assumed_by_scheduler" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["scheduler.amazonaws.com"]
    }

    condition { # not for a schedule of another group or account
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = [aws_scheduler_schedule_group.runtrack.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

# What one user's tick needs: the rows, the files and the secrets.
data "aws_iam_policy_document" "work" {
  statement {
    sid       = "Users"
    actions   = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:PutItem"]
    resources = [aws_dynamodb_table.users.arn]
  }

  # Who there is; by the queue it is the function that hands out which looks.
  dynamic "statement" {
    for_each = var.fan_out ? [] : [aws_dynamodb_table.users.arn]

    content {
      sid       = "EveryUser"
      actions   = ["dynamodb:Scan"]
      resources = [statement.value]
    }
  }

  statement {
    sid       = "Logins"
    actions   = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:PutItem"]
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
    sid       = "DueRows"
    actions   = ["dynamodb:Query"]
    resources = [for name in ["wake", "start", "list"] : "${aws_dynamodb_table.ledger.arn}/index/${name}"]
  }

  statement {
    sid     = "Files"
    actions = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
    resources = [
      "${aws_s3_bucket.files.arn}/originals/*",
      "${aws_s3_bucket.files.arn}/spill/*",
    ]
  }

  statement { # read by who looks at a run, on a machine or account of their own
    sid       = "Routes"
    actions   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
    resources = ["${aws_s3_bucket.files.arn}/routes/*"]
  }

  statement { # also what turns "no such file" into an answer of its own instead of "access denied"
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
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [statement.value]
    }
  }
}

# With fan_out the tick only says who is due: it starts with the same settings, but sees no token, run or file.
data "aws_iam_policy_document" "hand_out" {
  count = var.fan_out ? 1 : 0

  statement {
    sid       = "Users"
    actions   = ["dynamodb:Scan"]
    resources = [aws_dynamodb_table.users.arn]
  }

  statement {
    sid       = "HandOut"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.users[0].arn]
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
      actions   = ["kms:Decrypt"] # of the environment and the parameters
      resources = [statement.value]
    }
  }
}

data "aws_iam_policy_document" "tick" {
  source_policy_documents = [var.fan_out ? data.aws_iam_policy_document.hand_out[0].json : data.aws_iam_policy_document.work.json]

  statement {
    sid       = "OwnLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.tick.arn}:log-stream:*"]
  }
}

data "aws_iam_policy_document" "batch" {
  count = var.fan_out ? 1 : 0

  source_policy_documents = [data.aws_iam_policy_document.work.json]

  statement {
    sid       = "TakeBatches"
    actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    resources = [aws_sqs_queue.users[0].arn]
  }

  statement {
    sid       = "OwnLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.batch[0].arn}:log-stream:*"]
  }
}

data "aws_iam_policy_document" "schedule" {
  statement {
    sid       = "Tick"
    actions   = ["lambda:InvokeFunction"]
    resources = [aws_lambda_function.tick.arn]
  }
}

resource "aws_iam_role" "tick" {
  name               = "${local.prefix}upload-garmin-runs-to-strava"
  description        = "What the function upload-garmin-runs-to-strava may do"
  assume_role_policy = data.aws_iam_policy_document.assumed_by_lambda.json
}

resource "aws_iam_role_policy" "tick" {
  name   = "tick"
  role   = aws_iam_role.tick.id
  policy = data.aws_iam_policy_document.tick.json
}

resource "aws_iam_role" "batch" {
  count = var.fan_out ? 1 : 0

  name               = "${local.prefix}upload-garmin-runs-to-strava-batch"
  description        = "What the function behind the queue may do"
  assume_role_policy = data.aws_iam_policy_document.assumed_by_lambda.json
}

resource "aws_iam_role_policy" "batch" {
  count = var.fan_out ? 1 : 0

  name   = "batch"
  role   = aws_iam_role.batch[0].id
  policy = data.aws_iam_policy_document.batch[0].json
}

resource "aws_iam_role" "schedule" {
  name               = "${local.prefix}runtrack-schedule"
  description        = "Lets the schedule call upload-garmin-runs-to-strava"
  assume_role_policy = data.aws_iam_policy_document.assumed_by_scheduler.json
}

resource "aws_iam_role_policy" "schedule" {
  name   = "schedule"
  role   = aws_iam_role.schedule.id
  policy = data.aws_iam_policy_document.schedule.json
}
