# What `make logs`, `make invoke`, `make status` and `runtrack push-credentials` need to find this installation.

output "environment" {
  description = "Which installation this is."
  value       = var.environment
}

output "region" {
  description = "Where it runs."
  value       = local.region
}

output "function_name" {
  description = "The function that runs each minute."
  value       = aws_lambda_function.tick.function_name
}

output "batch_function_name" {
  description = "The function behind the queue; null without fan_out."
  value       = one(aws_lambda_function.batch[*].function_name)
}

output "log_groups" {
  description = "Where the functions log."
  value       = concat([aws_cloudwatch_log_group.tick.name], aws_cloudwatch_log_group.batch[*].name, aws_cloudwatch_log_group.web[*].name)
}

output "table_prefix" {
  description = "What stands before the names of the tables."
  value       = local.prefix
}

output "tables" {
  description = "The tables by what they hold."
  value = {
    users          = aws_dynamodb_table.users.name
    strava_tokens  = aws_dynamodb_table.strava_tokens.name
    spotify_tokens = aws_dynamodb_table.spotify_tokens.name
    played_tracks  = aws_dynamodb_table.played_tracks.name
    ledger         = aws_dynamodb_table.ledger.name
  }
}

output "bucket" {
  description = "Where the files are."
  value       = aws_s3_bucket.files.bucket
}

output "parameters" {
  description = "The path of the secrets; sealing_key under it is written by runtrack push-credentials."
  value       = local.parameters
}

output "queue_url" {
  description = "Where the tick hands out users; null without fan_out."
  value       = one(aws_sqs_queue.users[*].url)
}

output "alarm_topic" {
  description = "Where alarms go; subscribe whatever else should hear of them."
  value       = aws_sns_topic.alarms.arn
}

output "web_address" {
  description = "Where the pages are; null without web."
  value       = local.web_address
}

output "pages_bucket" {
  description = "Where the built pages lie; null without web."
  value       = one(aws_s3_bucket.pages[*].bucket)
}

output "distribution_host" {
  description = "Its own name, to which a name of yours leads; null without web."
  value       = one(aws_cloudfront_distribution.web[*].domain_name)
}

output "distribution_id" {
  description = "What serves them; null without web."
  value       = one(aws_cloudfront_distribution.web[*].id)
}
