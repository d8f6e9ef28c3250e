# When a person should look. The functions write their figures into the log (embedded metric format), by environment
# only: one more dimension, such as the user, would be one more paid metric for each of its values.

locals {
  tell = [aws_sns_topic.alarms.arn]

  workers = concat([aws_lambda_function.tick.function_name], aws_lambda_function.batch[*].function_name)
}

# Not encrypted with AWS's own key for SNS: alarms may not use that one. The texts hold names of alarms and numbers.
resource "aws_sns_topic" "alarms" {
  name = "${local.prefix}runtrack-alarms"
}

resource "aws_sns_topic_subscription" "email" {
  count = var.alarm_email == "" ? 0 : 1

  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = var.alarm_email
}

# One alarm for both ways in which a tick goes wrong: it says so itself, or it was stopped before it could.
resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "${local.prefix}runtrack-errors"
  alarm_description   = "A tick failed or was stopped. Look: make logs"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.tell
  ok_actions          = local.tell

  metric_query {
    id          = "all"
    expression  = "SUM(FILL(METRICS(), 0))"
    label       = "errors"
    return_data = true
  }

  metric_query {
    id = "said"

    metric {
      namespace   = "Runtrack"
      metric_name = "TickErrors"
      stat        = "Sum"
      period      = 300
      dimensions  = { environment = var.environment }
    }
  }

  dynamic "metric_query" {
    for_each = local.workers

    content {
      id = "stopped_${metric_query.key}"

      metric {
        namespace   = "AWS/Lambda"
        metric_name = "Errors"
        stat        = "Sum"
        period      = 300
        dimensions  = { FunctionName = metric_query.value }
      }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "no_tick" {
  alarm_name          = "${local.prefix}runtrack-no-tick"
  alarm_description   = "No successful tick for 15 minutes. Look: make logs"
  namespace           = "Runtrack"
  metric_name         = "Ticks"
  dimensions          = { environment = var.environment }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 3
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  treat_missing_data  = "breaching" # silence is what this is about
  alarm_actions       = local.tell
  ok_actions          = local.tell
}

resource "aws_cloudwatch_metric_alarm" "oldest_due" {
  alarm_name          = "${local.prefix}runtrack-oldest-due"
  alarm_description   = "Work is ${var.oldest_due_minutes} minutes late: a service is away or a limit is used up. Look: make status"
  namespace           = "Runtrack"
  metric_name         = "OldestWaitingSeconds"
  dimensions          = { environment = var.environment }
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 60 * var.oldest_due_minutes
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.tell
  ok_actions          = local.tell
}

resource "aws_cloudwatch_metric_alarm" "login_needed" {
  alarm_name          = "${local.prefix}runtrack-login-needed"
  alarm_description   = "A connection needs a login: make status says which; then runtrack login, runtrack push-credentials"
  namespace           = "Runtrack"
  metric_name         = "LoginNeeded"
  dimensions          = { environment = var.environment }
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.tell
  ok_actions          = local.tell
}

resource "aws_cloudwatch_metric_alarm" "app_inactive" {
  alarm_name          = "${local.prefix}runtrack-app-inactive"
  alarm_description   = "Strava or Spotify refuses the application itself: inactive, or a wrong client secret"
  namespace           = "Runtrack"
  metric_name         = "AppInactive"
  dimensions          = { environment = var.environment }
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.tell
  ok_actions          = local.tell
}

resource "aws_cloudwatch_metric_alarm" "dead_letters" {
  count = var.fan_out ? 1 : 0

  alarm_name          = "${local.prefix}runtrack-dead-letters"
  alarm_description   = "A user's tick failed ${local.users_give_up_at} times. Look: make logs, then send the message back from the queue"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.dead_letters[0].name }
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.tell
  ok_actions          = local.tell
}
