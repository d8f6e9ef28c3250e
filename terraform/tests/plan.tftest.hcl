# What a plan says with nothing set but the Strava application. Runs in the workspace default, which is production's.

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
  spotify_client_secret = ""                                         # the test command wants ephemeral variables set, even to their default
  lastfm_api_key        = ""
  code_zip              = "tests/fixtures/package.zip"
  layer_zip             = "tests/fixtures/package.zip"
}

run "with_nothing_set_but_the_strava_application" {
  # Production has the plain names.
  assert {
    condition     = aws_lambda_function.tick.function_name == "upload-garmin-runs-to-strava"
    error_message = "The function is called ${aws_lambda_function.tick.function_name}."
  }

  assert {
    condition     = aws_lambda_layer_version.dependencies.layer_name == "python-dependencies-layer"
    error_message = "The layer is called ${aws_lambda_layer_version.dependencies.layer_name}."
  }

  assert {
    condition     = output.tables == { users = "users", strava_tokens = "strava_tokens", spotify_tokens = "SpotifyTokens", played_tracks = "PlayedTracks", ledger = "ledger" }
    error_message = "The tables are called ${jsonencode(output.tables)}."
  }

  # The function is the one that was measured.
  assert {
    condition     = aws_lambda_function.tick.runtime == "python3.13" && aws_lambda_function.tick.architectures == tolist(["arm64"])
    error_message = "The runtime is ${aws_lambda_function.tick.runtime} on ${jsonencode(aws_lambda_function.tick.architectures)}."
  }

  assert {
    condition     = aws_lambda_function.tick.handler == "sync.entrypoints.aws.on_schedule"
    error_message = "The handler is ${aws_lambda_function.tick.handler}."
  }

  assert {
    condition     = aws_lambda_function.tick.memory_size == 256 && aws_lambda_function.tick.timeout == 55 && aws_lambda_function.tick.reserved_concurrent_executions == -1
    error_message = "Memory, timeout or concurrency is not the default."
  }

  assert {
    condition = aws_lambda_function.tick.environment[0].variables == tomap({
      STRAVA_CLIENT_ID      = "12345"
      RUNTRACK_ENVIRONMENT  = "production"
      RUNTRACK_TABLE_PREFIX = ""
      RUNTRACK_BUCKET       = "runtrack-123456789012-eu-central-1"
      RUNTRACK_PARAMETERS   = "/runtrack/production"
      SECRETS_VERSION       = "1"
    })
    error_message = "The function is told ${jsonencode(aws_lambda_function.tick.environment[0].variables)}."
  }

  assert {
    condition     = aws_lambda_function.tick.logging_config[0].log_format == "JSON" && aws_cloudwatch_log_group.tick.retention_in_days == 30
    error_message = "Logs are not JSON, or not kept for 30 days."
  }

  # One call a minute and never a second try.
  assert {
    condition     = aws_scheduler_schedule.tick.schedule_expression == "rate(1 minute)"
    error_message = "The schedule is ${aws_scheduler_schedule.tick.schedule_expression}."
  }

  assert {
    condition     = aws_scheduler_schedule.tick.target[0].retry_policy[0].maximum_retry_attempts == 0 && aws_scheduler_schedule.tick.target[0].retry_policy[0].maximum_event_age_in_seconds == 60
    error_message = "The schedule repeats calls, or keeps them for longer than a minute."
  }

  assert {
    condition     = aws_lambda_function_event_invoke_config.tick.maximum_retry_attempts == 0 && aws_lambda_function_event_invoke_config.tick.maximum_event_age_in_seconds == 60
    error_message = "The function repeats calls, or keeps them for longer than a minute."
  }

  # No secret is in the state.
  assert {
    condition = alltrue([for parameter in [
      aws_ssm_parameter.strava_client_secret, aws_ssm_parameter.spotify_client_secret,
      aws_ssm_parameter.lastfm_api_key, aws_ssm_parameter.sealing_key,
    ] : parameter.type == "SecureString" && parameter.value_wo == null])
    error_message = "A parameter is not a SecureString, or its value is kept."
  }

  # Files are private encrypted and versioned.
  assert {
    condition     = aws_s3_bucket_public_access_block.files.block_public_acls && aws_s3_bucket_public_access_block.files.block_public_policy && aws_s3_bucket_public_access_block.files.ignore_public_acls && aws_s3_bucket_public_access_block.files.restrict_public_buckets
    error_message = "The bucket can be made public."
  }

  assert {
    condition     = aws_s3_bucket_versioning.files.versioning_configuration[0].status == "Enabled" && !aws_s3_bucket.files.force_destroy
    error_message = "The bucket keeps no versions, or can be destroyed with files in it."
  }

  # One user's worst counts.
  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.figure : alarm.statistic == "Maximum" && alarm.threshold >= 1])
    error_message = "An alarm of one user is not about the worst of its figures."
  }

  # Nothing of the pages is there.
  assert {
    condition     = length(aws_cloudfront_distribution.web) + length(aws_s3_bucket.pages) + length(aws_lambda_function.web) + length(aws_apigatewayv2_api.web) == 0 && output.web_address == null && output.pages_bucket == null
    error_message = "Something of the pages is there without web."
  }

  # What costs more is off.
  assert {
    condition     = length(aws_sqs_queue.users) + length(aws_sqs_queue.dead_letters) + length(aws_lambda_function.batch) + length(aws_lambda_event_source_mapping.users) + length(aws_cloudwatch_metric_alarm.dead_letters) == 0
    error_message = "Something of the fan-out is there without fan_out."
  }

  assert {
    condition     = length(aws_kms_key.runtrack) == 0 && length(aws_sns_topic_subscription.email) == 0
    error_message = "A KMS key or an e-mail subscription is there although none was asked for."
  }
}

# A plan for dev in the state of production would replace production.
run "the_state_of_another_environment_is_refused" {
  command = plan

  variables {
    environment = "dev"
  }

  expect_failures = [data.aws_caller_identity.current]
}
