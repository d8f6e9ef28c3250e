# The five tables. Names, keys and indexes are read from here by the tests too.
# All are paid by the request, encrypted at rest (by AWS's own key, or yours), and kept by point-in-time recovery and deletion protection.

# One document for each user.
resource "aws_dynamodb_table" "users" {
  name                        = "${local.prefix}users"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "userId"
  deletion_protection_enabled = var.protect

  attribute {
    name = "userId"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  dynamic "server_side_encryption" {
    for_each = aws_kms_key.runtrack[*].arn

    content {
      enabled     = true
      kms_key_arn = server_side_encryption.value
    }
  }
}

# A user's connection to Strava: sealed tokens, until when they hold, who is refreshing them.
resource "aws_dynamodb_table" "strava_tokens" {
  name                        = "${local.prefix}strava_tokens"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "userId"
  deletion_protection_enabled = var.protect

  attribute {
    name = "userId"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  dynamic "server_side_encryption" {
    for_each = aws_kms_key.runtrack[*].arn

    content {
      enabled     = true
      kms_key_arn = server_side_encryption.value
    }
  }
}

# A user's connection to Spotify: type "refresh" holds access and refresh token as one sealed bundle.
resource "aws_dynamodb_table" "spotify_tokens" {
  name                        = "${local.prefix}SpotifyTokens"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "userId"
  range_key                   = "type"
  deletion_protection_enabled = var.protect

  attribute {
    name = "userId"
    type = "S"
  }

  attribute {
    name = "type"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  dynamic "server_side_encryption" {
    for_each = aws_kms_key.runtrack[*].arn

    content {
      enabled     = true
      kms_key_arn = server_side_encryption.value
    }
  }
}

# What was played: playedAt is zero-padded milliseconds # source # song. The index finds a source's newest play.
resource "aws_dynamodb_table" "played_tracks" {
  name                        = "${local.prefix}PlayedTracks"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "userId"
  range_key                   = "playedAt"
  deletion_protection_enabled = var.protect

  attribute {
    name = "userId"
    type = "S"
  }

  attribute {
    name = "playedAt"
    type = "S"
  }

  attribute {
    name = "bySource"
    type = "S"
  }

  local_secondary_index {
    name            = "source"
    range_key       = "bySource"
    projection_type = "ALL"
  }

  point_in_time_recovery {
    enabled = true
  }

  dynamic "server_side_encryption" {
    for_each = aws_kms_key.runtrack[*].arn

    content {
      enabled     = true
      kms_key_arn = server_side_encryption.value
    }
  }
}

# Runs (run#…) and all other documents (doc#<kind>#<key>). What ticks ask is in local indexes, because only those
# can be read consistently, and sparse: `wake` holds what waits for a time and the user's few documents.
resource "aws_dynamodb_table" "ledger" {
  name                        = "${local.prefix}ledger"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "userId"
  range_key                   = "row"
  deletion_protection_enabled = var.protect

  attribute {
    name = "userId"
    type = "S"
  }

  attribute {
    name = "row"
    type = "S"
  }

  attribute {
    name = "wake"
    type = "S"
  }

  attribute {
    name = "start"
    type = "S"
  }

  attribute {
    name = "onStrava"
    type = "S"
  }

  local_secondary_index {
    name               = "wake"
    range_key          = "wake"
    projection_type    = "INCLUDE"
    non_key_attributes = ["doc", "state", "tries", "backfill", "due", "routeDue", "expires"]
  }

  local_secondary_index {
    name               = "start"
    range_key          = "start"
    projection_type    = "INCLUDE"
    non_key_attributes = ["state", "backfill"]
  }

  # For pages, which may be a moment behind. Global ones can be added to a table in use, changed and dropped.
  global_secondary_index {
    name               = "list"
    hash_key           = "userId"
    range_key          = "start"
    projection_type    = "INCLUDE"
    non_key_attributes = ["summary"]
  }

  global_secondary_index {
    name            = "strava"
    hash_key        = "userId"
    range_key       = "onStrava"
    projection_type = "KEYS_ONLY"
  }

  ttl {
    attribute_name = "expires"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = true
  }

  dynamic "server_side_encryption" {
    for_each = aws_kms_key.runtrack[*].arn

    content {
      enabled     = true
      kms_key_arn = server_side_encryption.value
    }
  }
}
