# The function that runs each minute, and the layer with the third-party packages.

locals {
  code_zip  = var.code_zip == "" ? "${path.module}/../build/upload-garmin-runs-to-strava.zip" : var.code_zip
  layer_zip = var.layer_zip == "" ? "${path.module}/../build/python-dependencies-layer-${var.architecture}.zip" : var.layer_zip

  # What the functions are told. Secrets are not here: the functions read them from the parameters by path.
  settings = merge(
    var.settings,
    {
      STRAVA_CLIENT_ID      = var.strava_client_id
      RUNTRACK_ENVIRONMENT  = var.environment
      RUNTRACK_TABLE_PREFIX = local.prefix
      RUNTRACK_BUCKET       = aws_s3_bucket.files.bucket
      RUNTRACK_PARAMETERS   = local.parameters
      SECRETS_VERSION       = var.secrets_version # a new number replaces the warm copies, which know the old secrets
    },
    var.spotify_client_id == "" ? {} : { SPOTIFY_CLIENT_ID = var.spotify_client_id },
    var.fan_out ? { RUNTRACK_QUEUE_URL = aws_sqs_queue.users[0].url } : {},
    local.app_url,
  )
}

resource "aws_lambda_layer_version" "dependencies" {
  layer_name               = "${local.prefix}python-dependencies-layer"
  description              = "Third-party packages of Runtrack, from pdm.lock"
  filename                 = local.layer_zip
  source_code_hash         = filebase64sha256(local.layer_zip)
  compatible_runtimes      = ["python3.13"]
  compatible_architectures = [var.architecture]
}

resource "aws_cloudwatch_log_group" "tick" {
  name              = "/aws/lambda/${local.prefix}upload-garmin-runs-to-strava"
  retention_in_days = var.log_days
}

resource "aws_lambda_function" "tick" {
  function_name = "${local.prefix}upload-garmin-runs-to-strava"
  description   = "Brings new Garmin runs to Strava and writes their soundtrack"
  role          = aws_iam_role.tick.arn

  runtime          = "python3.13"
  architectures    = [var.architecture]
  handler          = "sync.entrypoints.aws.on_schedule"
  filename         = local.code_zip
  source_code_hash = filebase64sha256(local.code_zip)
  layers           = [aws_lambda_layer_version.dependencies.arn]

  memory_size                    = var.memory_mb
  timeout                        = var.timeout_seconds
  reserved_concurrent_executions = var.reserved_concurrency
  kms_key_arn                    = local.key_arn

  environment {
    variables = local.settings
  }

  logging_config {
    log_format            = "JSON"
    log_group             = aws_cloudwatch_log_group.tick.name
    application_log_level = "INFO"
    system_log_level      = "WARN"
  }

  # The first tick must find its permissions, and a bucket that already keeps versions: a file written before that
  # would have none, and would stand in the way of a destroy.
  depends_on = [aws_iam_role_policy.tick, aws_s3_bucket_versioning.files]
}

# A minute later the next tick does the same work anyway, so a failed or late one is never repeated.
resource "aws_lambda_function_event_invoke_config" "tick" {
  function_name                = aws_lambda_function.tick.function_name
  maximum_retry_attempts       = 0
  maximum_event_age_in_seconds = 60
}
