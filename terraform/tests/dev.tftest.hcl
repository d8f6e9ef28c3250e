# What the two big switches add, in a second environment. Runs in its own workspace: TF_WORKSPACE=dev terraform test.

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
}

run "a_second_environment_with_everything_switched_on" {
  variables {
    environment          = "dev"
    fan_out              = true
    customer_managed_key = true
    protect              = false
    alarm_email          = "runner@example.org"
    web                  = true
    web_zip              = "tests/fixtures/package.zip"
    web_layer_zip        = "tests/fixtures/package.zip"

    web_requests_of_an_address = 1000
  }

  # A second environment has its name before every name.
  assert {
    condition = alltrue([for name in concat(
      values(output.tables), output.log_groups, values(aws_cloudwatch_metric_alarm.figure)[*].alarm_name,
      [
        aws_lambda_function.tick.function_name, aws_lambda_function.batch[0].function_name,
        aws_lambda_layer_version.dependencies.layer_name, aws_s3_bucket.files.bucket,
        aws_scheduler_schedule_group.runtrack.name, aws_scheduler_schedule.tick.name,
        aws_sqs_queue.users[0].name, aws_sqs_queue.dead_letters[0].name, aws_sns_topic.alarms.name,
        aws_iam_role.tick.name, aws_iam_role.batch[0].name, aws_iam_role.schedule.name,
        aws_cloudwatch_metric_alarm.errors.alarm_name, aws_cloudwatch_metric_alarm.no_tick.alarm_name,
        aws_cloudwatch_metric_alarm.dead_letters[0].alarm_name,
        aws_lambda_function.web[0].function_name, aws_lambda_layer_version.web[0].layer_name, aws_iam_role.web[0].name,
        aws_iam_role.gateway[0].name, aws_apigatewayv2_api.web[0].name, aws_cloudwatch_metric_alarm.web[0].alarm_name,
        aws_s3_bucket.pages[0].bucket, aws_cloudfront_function.pages[0].name, aws_cloudfront_cache_policy.pages[0].name,
        aws_cloudfront_origin_access_control.pages[0].name, aws_cloudfront_origin_request_policy.api[0].name,
        aws_cloudfront_response_headers_policy.web[0].name, aws_wafv2_web_acl.edge[0].name,
      ],
    ) : startswith(trimprefix(name, "/aws/lambda/"), "dev-")])
    error_message = "A name does not begin with dev-."
  }

  assert {
    condition     = aws_ssm_parameter.sealing_key.name == "/runtrack/dev/sealing_key" && aws_lambda_function.tick.environment[0].variables["RUNTRACK_TABLE_PREFIX"] == "dev-"
    error_message = "The parameters or the table prefix are those of another environment."
  }

  assert {
    condition     = aws_sns_topic_subscription.email[0].endpoint == "runner@example.org"
    error_message = "The alarms go to nobody."
  }

  # Fan out adds a queue in batches of ten.
  assert {
    condition     = aws_lambda_event_source_mapping.users[0].batch_size == 10 && aws_lambda_event_source_mapping.users[0].function_response_types == toset(["ReportBatchItemFailures"])
    error_message = "Batches are not of ten, or one failure repeats all ten."
  }

  assert {
    condition     = aws_lambda_function.batch[0].handler == "sync.entrypoints.aws.on_batch"
    error_message = "The handler is ${aws_lambda_function.batch[0].handler}."
  }

  assert {
    condition     = aws_sqs_queue.users[0].redrive_policy == "{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-central-1:123456789012:mocked\",\"maxReceiveCount\":5}"
    error_message = "The queue gives up like this: ${aws_sqs_queue.users[0].redrive_policy}"
  }

  assert {
    condition     = aws_sqs_queue.dead_letters[0].redrive_allow_policy == "{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":[\"arn:aws:sqs:eu-central-1:123456789012:dev-runtrack-users\"]}"
    error_message = "Dead letters may come from: ${aws_sqs_queue.dead_letters[0].redrive_allow_policy}"
  }

  assert {
    condition     = aws_sqs_queue.users[0].visibility_timeout_seconds == 330
    error_message = "A batch comes back while it is still being worked on."
  }

  # A key of one's own encrypts secrets and files.
  assert {
    condition     = aws_kms_key.runtrack[0].enable_key_rotation && aws_ssm_parameter.strava_client_secret.key_id == aws_kms_key.runtrack[0].arn
    error_message = "The secrets are not encrypted with the key."
  }

  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.files.rule).apply_server_side_encryption_by_default).kms_master_key_id == aws_kms_key.runtrack[0].arn
    error_message = "The files are not encrypted with the key."
  }

  # What is not protected can be destroyed.
  assert {
    condition     = aws_s3_bucket.files.force_destroy && !aws_dynamodb_table.ledger.deletion_protection_enabled
    error_message = "A test installation could not be taken down."
  }

  # One user whom nobody helps rings no alarm for ever.
  assert {
    condition = { for name, alarm in aws_cloudwatch_metric_alarm.figure : name => [coalesce(alarm.statistic, alarm.extended_statistic), alarm.threshold] } == {
      failed-runs = ["Average", 0.1], oldest-waiting = ["p90", 3600], away = ["p90", 3600], login-needed = ["Average", 0.1], app-inactive = ["Average", 0.1]
    }
    error_message = "The alarms look at ${jsonencode({ for name, alarm in aws_cloudwatch_metric_alarm.figure : name => [alarm.statistic, alarm.extended_statistic, alarm.threshold] })}."
  }
}
