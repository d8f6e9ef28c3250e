# One call of the function each minute.

resource "aws_scheduler_schedule_group" "runtrack" {
  name = "${local.prefix}runtrack"
}

resource "aws_scheduler_schedule" "tick" {
  name                = "${local.prefix}upload-garmin-runs-to-strava"
  group_name          = aws_scheduler_schedule_group.runtrack.name
  description         = "One tick of Runtrack"
  schedule_expression = var.schedule

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_lambda_function.tick.arn
    role_arn = aws_iam_role.schedule.arn

    # No dead-letter queue here: the next tick does everything that a lost one would have done.
    retry_policy {
      maximum_retry_attempts       = 0
      maximum_event_age_in_seconds = 60
    }
  }

  # Otherwise the first calls after the deployment are refused.
  depends_on = [aws_iam_role_policy.schedule]
}
