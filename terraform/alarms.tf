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

# What each tick says of its user (sync/engine/alarms.py). For one user the worst of five minutes counts. With fan_out one
# user whom nobody helps would ring for ever, so a share of the users counts: the average of figures that are 0 or 1, the
# percentile of those in seconds.
locals {
  figures = {
    failed-runs = {
      metric = "FailedRuns", threshold = 1
      says   = "A run cannot be brought to Strava. Look: runtrack list --state failed, and runtrack why RUN"
    }
    oldest-waiting = {
      metric = "OldestWaitingSeconds", threshold = 60 * var.oldest_waiting_minutes
      says   = "A run has been waiting for ${var.oldest_waiting_minutes} minutes: a service is away or a limit is used up. Look: make status"
    }
    away = {
      metric = "AwaySeconds", threshold = 60 * var.away_minutes
      says   = "A service has not answered for ${var.away_minutes} minutes. It is asked again by itself. Look: make status"
    }
    login-needed = {
      metric = "LoginNeeded", threshold = 1
      says   = "A login has ended, or was never pushed: make status says which; then runtrack login, runtrack push-credentials"
    }
    app-inactive = {
      metric = "AppInactive", threshold = 1
      says   = "Strava or Spotify refuses the application itself: inactive, not paid for, or a wrong client secret"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "figure" {
  for_each = local.figures

  alarm_name          = "${local.prefix}runtrack-${each.key}"
  alarm_description   = "${each.value.says}${var.fan_out ? " (of ${var.alarm_percent} % of the users)" : ""}"
  namespace           = "Runtrack"
  metric_name         = each.value.metric
  dimensions          = { environment = var.environment }
  statistic           = !var.fan_out ? "Maximum" : each.value.threshold == 1 ? "Average" : null
  extended_statistic  = var.fan_out && each.value.threshold > 1 ? "p${100 - var.alarm_percent}" : null
  threshold           = var.fan_out && each.value.threshold == 1 ? var.alarm_percent / 100 : each.value.threshold
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
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

resource "aws_cloudwatch_metric_alarm" "web" {
  count = var.web ? 1 : 0

  alarm_name          = "${local.prefix}runtrack-web"
  alarm_description   = "The pages answered with a mistake, or not at all. Look: make logs FUNCTION=${local.prefix}runtrack-web"
  namespace           = "AWS/ApiGateway"
  metric_name         = "5xx"
  dimensions          = { ApiId = aws_apigatewayv2_api.web[0].id }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 5 # a store that is away for a moment is told by 503
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.tell
  ok_actions          = local.tell
}
