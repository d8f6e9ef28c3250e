# Secrets as encrypted parameters (free of charge), and the KMS key for whoever wants one of their own.
#
# The values are write-only arguments of ephemeral variables: they go to AWS and stay out of plan and state. Terraform can
# therefore not see that one has changed; raise secrets_version when it has. A parameter cannot be empty, so one that was
# left out says "unset".

locals {
  parameters = "/runtrack/${var.environment}"
  key_arn    = var.customer_managed_key ? aws_kms_key.runtrack[0].arn : null
}

resource "aws_ssm_parameter" "strava_client_secret" {
  name             = "${local.parameters}/strava_client_secret"
  description      = "Client secret of the Strava API application"
  type             = "SecureString"
  key_id           = local.key_arn
  value_wo         = var.strava_client_secret
  value_wo_version = var.secrets_version
}

resource "aws_ssm_parameter" "spotify_client_secret" {
  name             = "${local.parameters}/spotify_client_secret"
  description      = "Client secret of the Spotify application"
  type             = "SecureString"
  key_id           = local.key_arn
  value_wo         = var.spotify_client_secret == "" ? "unset" : var.spotify_client_secret
  value_wo_version = var.secrets_version
}

resource "aws_ssm_parameter" "lastfm_api_key" {
  name             = "${local.parameters}/lastfm_api_key"
  description      = "Last.fm API key"
  type             = "SecureString"
  key_id           = local.key_arn
  value_wo         = var.lastfm_api_key == "" ? "unset" : var.lastfm_api_key
  value_wo_version = var.secrets_version
}

# The key that seals every token is made on your own machine; `runtrack push-credentials` writes it over this
# placeholder. Terraform makes the parameter so that a destroy takes it along, and never updates it: any update, even of
# the description, would send the placeholder once more and make every stored token unreadable.
resource "aws_ssm_parameter" "sealing_key" {
  name             = "${local.parameters}/sealing_key"
  description      = "Seals every token (AES-256-GCM); written by runtrack push-credentials"
  type             = "SecureString"
  key_id           = local.key_arn
  value_wo         = "unset"
  value_wo_version = 1

  lifecycle {
    ignore_changes = [description, key_id, value_wo_version]
  }
}

# AWS's default key policy applies: the account decides by its IAM policies, and iam.tf lets the functions use the key.
resource "aws_kms_key" "runtrack" {
  count = var.customer_managed_key ? 1 : 0

  description             = "${local.prefix}runtrack"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_kms_alias" "runtrack" {
  count = var.customer_managed_key ? 1 : 0

  name          = "alias/${local.prefix}runtrack"
  target_key_id = aws_kms_key.runtrack[0].key_id
}
