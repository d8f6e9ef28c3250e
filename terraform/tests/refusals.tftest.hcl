# Every variable that can be wrong is refused before anything is planned. That each message names its variable is held by
# tests/infra/test_terraform.py.

mock_provider "aws" {
  source = "./tests/mocks"
}

mock_provider "aws" {
  alias  = "edge"
  source = "./tests/mocks"
}

run "each_wrong_value_is_refused" {
  command = plan

  variables {
    environment            = "Prod_1"
    strava_client_id       = "my-app"
    strava_client_secret   = "secret" # pragma: allowlist secret
    spotify_client_id      = "abc"
    spotify_client_secret  = "abc"
    lastfm_api_key         = "abc"
    secrets_version        = 0
    schedule               = "rate(5 minute)"
    memory_mb              = 128
    timeout_seconds        = 10
    architecture           = "sparc"
    reserved_concurrency   = 0
    fan_out_concurrency    = 1
    log_days               = 2
    old_version_days       = 0
    alarm_email            = "runner"
    oldest_waiting_minutes = 1
    away_minutes           = 1
    alarm_percent          = 0
    web_memory_mb          = 128
    web_requests_a_second  = 1
    web_zone_id            = "runs.example.org"
    web_certificate_arn    = "arn:aws:acm:eu-central-1:123456789012:certificate/00000000-0000-0000-0000-000000000000"
    web_price_class        = "cheap"

    web_requests_of_an_address = 10
    code_zip                   = "tests/fixtures/absent.zip"
    layer_zip                  = "tests/fixtures/package.zip"
    settings                   = { RUNTRACK_TYPES = "running", SPOTIFY_CLIENT_SECRET = "x" }
  }

  expect_failures = [
    var.environment,
    var.strava_client_id,
    var.strava_client_secret,
    var.spotify_client_id,
    var.spotify_client_secret,
    var.lastfm_api_key,
    var.secrets_version,
    var.schedule,
    var.memory_mb,
    var.timeout_seconds,
    var.architecture,
    var.reserved_concurrency,
    var.fan_out_concurrency,
    var.log_days,
    var.old_version_days,
    var.alarm_email,
    var.oldest_waiting_minutes,
    var.away_minutes,
    var.alarm_percent,
    var.web_memory_mb,
    var.web_requests_a_second,
    var.web_zone_id,
    var.web_certificate_arn,
    var.web_price_class,
    var.web_requests_of_an_address,
    var.code_zip,
    var.settings,
  ]
}

# On its own: which file is looked for depends on the architecture, which has to be right for that.
run "a_layer_that_was_not_built_is_refused" {
  command = plan

  variables {
    strava_client_id      = "12345"
    strava_client_secret  = "0123456789abcdef0123456789abcdef01234567" # pragma: allowlist secret
    spotify_client_secret = ""
    lastfm_api_key        = ""
    code_zip              = "tests/fixtures/package.zip"
    layer_zip             = "tests/fixtures/absent.zip"
  }

  expect_failures = [var.layer_zip]
}

# On its own too: it is looked at beside the two that it needs one of.
run "a_name_of_the_pages_that_is_none_is_refused" {
  command = plan

  variables {
    strava_client_id      = "12345"
    strava_client_secret  = "0123456789abcdef0123456789abcdef01234567" # pragma: allowlist secret
    spotify_client_secret = ""
    lastfm_api_key        = ""
    code_zip              = "tests/fixtures/package.zip"
    layer_zip             = "tests/fixtures/package.zip"
    web_domain            = "https://runs.example.org"
    web_zone_id           = "Z0123456789ABCDEFGHIJ"
  }

  expect_failures = [var.web_domain]
}
