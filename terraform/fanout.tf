# For many users: the tick puts who is due into a queue, and a second function takes them in batches of ten.

locals {
  users_queue      = "${local.prefix}runtrack-users"
  users_queue_arn  = "arn:${local.partition}:sqs:${local.region}:${local.account}:${local.users_queue}"
  users_give_up_at = 5 # deliveries, then the dead-letter queue; the rows themselves keep their own count
}

# The ARN of the other queue is built, not referred to: a separate resource for it would only be there to break a circle.
resource "aws_sqs_queue" "dead_letters" {
  count = var.fan_out ? 1 : 0

  name                      = "${local.prefix}runtrack-dead-letters"
  message_retention_seconds = 1209600 # 14 days, the longest
  sqs_managed_sse_enabled   = true

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [local.users_queue_arn]
  })
}

resource "aws_sqs_queue" "users" {
  count = var.fan_out ? 1 : 0

  name                       = local.users_queue
  message_retention_seconds  = 3600                    # an older message says nothing that a newer one does not say
  visibility_timeout_seconds = 6 * var.timeout_seconds # what AWS asks for with a function behind the queue
  receive_wait_time_seconds  = 20                      # long polling: fewer requests to pay for
  sqs_managed_sse_enabled    = true

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters[0].arn
    maxReceiveCount     = local.users_give_up_at
  })
}

resource "aws_cloudwatch_log_group" "batch" {
  count = var.fan_out ? 1 : 0

  name              = "/aws/lambda/${local.prefix}upload-garmin-runs-to-strava-batch"
  retention_in_days = var.log_days
}

resource "aws_lambda_function" "batch" {
  count = var.fan_out ? 1 : 0

  function_name = "${local.prefix}upload-garmin-runs-to-strava-batch"
  description   = "Does one tick for each of up to ten users"
  role          = aws_iam_role.batch[0].arn

  runtime          = "python3.13"
  architectures    = [var.architecture]
  handler          = "sync.entrypoints.aws.on_batch"
  filename         = local.code_zip
  source_code_hash = filebase64sha256(local.code_zip)
  layers           = [aws_lambda_layer_version.dependencies.arn]

  memory_size = var.memory_mb
  timeout     = var.timeout_seconds
  kms_key_arn = local.key_arn

  environment {
    variables = local.settings
  }

  logging_config {
    log_format            = "JSON"
    log_group             = aws_cloudwatch_log_group.batch[0].name
    application_log_level = "INFO"
    system_log_level      = "WARN"
  }

  depends_on = [aws_iam_role_policy.batch, aws_s3_bucket_versioning.files]
}

resource "aws_lambda_event_source_mapping" "users" {
  count = var.fan_out ? 1 : 0

  event_source_arn        = aws_sqs_queue.users[0].arn
  function_name           = aws_lambda_function.batch[0].arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"] # one user's failure does not repeat the other nine

  scaling_config {
    maximum_concurrency = var.fan_out_concurrency
  }
}
