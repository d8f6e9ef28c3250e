# The API of the pages (web = true): one function that answers every request for what may be somebody's, and the HTTP API
# in front of it, which edge.tf puts under the pages' address. Without it nothing here is made.

locals {
  web_zip       = var.web_zip == "" ? "${path.module}/../build/runtrack-web.zip" : var.web_zip
  web_layer_zip = var.web_layer_zip == "" ? "${path.module}/../build/web-dependencies-layer-${var.architecture}.zip" : var.web_layer_zip

  # Links in runs and messages lead here as well. What the settings say themselves wins: an address of one's own.
  web_address = local.web_host == null ? null : "https://${local.web_host}"
  app_url     = var.web && !contains(keys(var.settings), "APP_URL") ? { APP_URL = local.web_address } : {}
}

resource "aws_lambda_layer_version" "web" {
  count = var.web ? 1 : 0

  layer_name               = "${local.prefix}web-dependencies-layer"
  description              = "Third-party packages of Runtrack's API, from pdm.lock"
  filename                 = local.web_layer_zip
  source_code_hash         = filebase64sha256(local.web_layer_zip)
  compatible_runtimes      = ["python3.13"]
  compatible_architectures = [var.architecture]
}

resource "aws_cloudwatch_log_group" "web" {
  count = var.web ? 1 : 0

  name              = "/aws/lambda/${local.prefix}runtrack-web"
  retention_in_days = var.log_days
}

resource "aws_lambda_function" "web" {
  count = var.web ? 1 : 0

  function_name = "${local.prefix}runtrack-web"
  description   = "The API of the pages of Runtrack"
  role          = aws_iam_role.web[0].arn

  runtime          = "python3.13"
  architectures    = [var.architecture]
  handler          = "sync.entrypoints.aws_web.on_request"
  filename         = local.web_zip
  source_code_hash = filebase64sha256(local.web_zip)
  layers           = [aws_lambda_layer_version.web[0].arn]

  memory_size                    = var.web_memory_mb
  timeout                        = 29 # an HTTP API waits for 30 seconds
  reserved_concurrent_executions = -1
  kms_key_arn                    = local.key_arn

  environment {
    variables = local.settings
  }

  logging_config {
    log_format            = "JSON"
    log_group             = aws_cloudwatch_log_group.web[0].name
    application_log_level = "INFO"
    system_log_level      = "WARN"
  }

  depends_on = [aws_iam_role_policy.web]
}

resource "aws_apigatewayv2_api" "web" {
  count = var.web ? 1 : 0

  name          = "${local.prefix}runtrack-web"
  description   = "The API of the pages of Runtrack, behind CloudFront"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_integration" "web" {
  count = var.web ? 1 : 0

  api_id                 = aws_apigatewayv2_api.web[0].id
  integration_type       = "AWS_PROXY"
  integration_method     = "POST"
  integration_uri        = aws_lambda_function.web[0].invoke_arn
  payload_format_version = "2.0"
  credentials_arn        = aws_iam_role.gateway[0].arn # may call this function and nothing else
}

# Who may see what is decided by the function: sessions, tokens, and what is shown to everybody.
resource "aws_apigatewayv2_route" "web" {
  count = var.web ? 1 : 0

  api_id             = aws_apigatewayv2_api.web[0].id
  route_key          = "$default"
  target             = "integrations/${aws_apigatewayv2_integration.web[0].id}"
  authorization_type = "NONE"
}

resource "aws_apigatewayv2_stage" "web" {
  count = var.web ? 1 : 0

  api_id      = aws_apigatewayv2_api.web[0].id
  name        = "$default"
  auto_deploy = true

  # More than this is answered with 429, by AWS and at no cost: nobody's flood becomes a bill.
  default_route_settings {
    throttling_rate_limit  = var.web_requests_a_second
    throttling_burst_limit = 4 * var.web_requests_a_second
  }
}
