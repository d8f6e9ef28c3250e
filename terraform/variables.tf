# Everything that can be set. terraform.tfvars.example explains each in a sentence for whoever fills it in.

variable "environment" {
  description = "Which installation this is. production has plain names, any other stands before every name (dev-…)."
  type        = string
  default     = "production"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,14}[a-z0-9]$", var.environment))
    error_message = "environment must be 2 to 16 lower-case letters, digits and hyphens, such as production or dev."
  }
}

# -- The services -----------------------------------------------------------------------------------------------------

variable "strava_client_id" {
  description = "The client id of your own Strava API application."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]+$", var.strava_client_id))
    error_message = "strava_client_id must be the number that Strava shows under Settings, My API Application."
  }
}

variable "strava_client_secret" {
  description = "Its client secret. Goes into a parameter by a write-only argument and is never in the state."
  type        = string
  sensitive   = true
  ephemeral   = true
  nullable    = false

  validation {
    condition     = can(regex("^[0-9a-f]{40}$", var.strava_client_secret))
    error_message = "strava_client_secret must be the 40 hexadecimal digits that Strava shows beside the client id."
  }
}

variable "spotify_client_id" {
  description = "The client id of your own Spotify application; empty without Spotify."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^([0-9a-f]{32})?$", var.spotify_client_id))
    error_message = "spotify_client_id must be the 32 hexadecimal digits of your Spotify application, or empty."
  }
}

variable "spotify_client_secret" {
  description = "Its client secret; may be left out. Never in the state."
  type        = string
  default     = ""
  sensitive   = true
  ephemeral   = true
  nullable    = false

  validation {
    condition     = can(regex("^([0-9a-f]{32})?$", var.spotify_client_secret))
    error_message = "spotify_client_secret must be the 32 hexadecimal digits of your Spotify application, or empty."
  }
}

variable "lastfm_api_key" {
  description = "Your Last.fm API key; empty without Last.fm. Never in the state."
  type        = string
  default     = ""
  sensitive   = true
  ephemeral   = true
  nullable    = false

  validation {
    condition     = can(regex("^([0-9a-f]{32})?$", var.lastfm_api_key))
    error_message = "lastfm_api_key must be the 32 hexadecimal digits that Last.fm shows for your API account, or empty."
  }
}

variable "secrets_version" {
  description = "Raise by one when a secret above has changed: Terraform cannot see the old value, so it sends on a new number."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.secrets_version >= 1 && floor(var.secrets_version) == var.secrets_version
    error_message = "secrets_version must be a whole number from 1, raised by one for each change of a secret."
  }
}

variable "settings" {
  description = "Further settings of Runtrack by the names of .env, such as RUNTRACK_ACTIVITY_TYPES; no secrets."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.settings) : can(regex("^[A-Z][A-Z0-9_]*$", name))])
    error_message = "settings must have names such as RUNTRACK_ACTIVITY_TYPES: capitals, digits and underscores."
  }

  validation {
    condition = length(setintersection(keys(var.settings), [
      "STRAVA_CLIENT_ID", "STRAVA_CLIENT_SECRET", "STRAVA_REFRESH_TOKEN", "SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET",
      "LASTFM_API_KEY", "RUNTRACK_NOTIFY_URLS", "RUNTRACK_DATABASE", "RUNTRACK_KEY_FILE", "RUNTRACK_ENVIRONMENT",
      "RUNTRACK_TABLE_PREFIX", "RUNTRACK_BUCKET", "RUNTRACK_PARAMETERS", "RUNTRACK_QUEUE_URL",
      "RUNTRACK_SEALING_KEY", "RUNTRACK_HEARTBEAT_URL", "RUNTRACK_TEMPLATE", "SECRETS_VERSION",
    ])) == 0
    error_message = "settings must not hold secrets, client ids, places on a disk or names that Terraform gives: use the variables."
  }
}

# -- When and with how much -------------------------------------------------------------------------------------------

variable "schedule" {
  description = "When the function runs: rate(…) or cron(…) of EventBridge Scheduler."
  type        = string
  default     = "rate(1 minute)"
  nullable    = false

  validation {
    condition     = can(regex("^(rate\\((1 (minute|hour|day)|([2-9]|[1-9][0-9]+) (minutes|hours|days))\\)|cron\\([^()]+\\))$", var.schedule))
    error_message = "schedule must be such as rate(1 minute), rate(5 minutes) or cron(0/5 6-22 * * ? *)."
  }
}

variable "memory_mb" {
  description = "Memory of the functions in MB; the share of a processor grows with it."
  type        = number
  default     = 256
  nullable    = false

  validation {
    condition     = var.memory_mb >= 192 && var.memory_mb <= 3008 && floor(var.memory_mb) == var.memory_mb
    error_message = "memory_mb must be a whole number from 192 to 3008."
  }
}

variable "timeout_seconds" {
  description = "After how many seconds AWS stops a function. The tick leaves by itself before that."
  type        = number
  default     = 55
  nullable    = false

  validation {
    condition     = var.timeout_seconds >= 45 && var.timeout_seconds <= 300 && floor(var.timeout_seconds) == var.timeout_seconds
    error_message = "timeout_seconds must be a whole number from 45 (one request's patience and some work) to 300 (half of what an unclear upload waits)."
  }
}

variable "architecture" {
  description = "Processor of the functions and the layer: arm64 (cheaper) or x86_64."
  type        = string
  default     = "arm64"
  nullable    = false

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "architecture must be arm64 or x86_64."
  }
}

variable "reserved_concurrency" {
  description = "Most copies of the function at once; -1 sets no limit. Correctness does not depend on it."
  type        = number
  default     = -1 # a new account's quota is 10 and AWS wants 10 left unreserved: any number would fail to deploy
  nullable    = false

  validation {
    condition     = var.reserved_concurrency == -1 || (var.reserved_concurrency >= 1 && var.reserved_concurrency <= 1000 && floor(var.reserved_concurrency) == var.reserved_concurrency)
    error_message = "reserved_concurrency must be -1 (no limit) or a whole number from 1 to 1000."
  }
}

variable "fan_out" {
  description = "true for many users: the tick only hands out who is due, a second function takes them in batches of ten."
  type        = bool
  default     = false
  nullable    = false
}

variable "fan_out_concurrency" {
  description = "With fan_out: most batches at once."
  type        = number
  default     = 5
  nullable    = false

  validation {
    condition     = var.fan_out_concurrency >= 2 && var.fan_out_concurrency <= 1000 && floor(var.fan_out_concurrency) == var.fan_out_concurrency
    error_message = "fan_out_concurrency must be a whole number from 2 to 1000."
  }
}

# -- Keeping, protecting, telling -------------------------------------------------------------------------------------

variable "log_days" {
  description = "How many days the logs are kept."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_days)
    error_message = "log_days must be one that CloudWatch knows: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827 …"
  }
}

variable "old_version_days" {
  description = "How many days a replaced or deleted file can still be brought back."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.old_version_days >= 1 && var.old_version_days <= 3650 && floor(var.old_version_days) == var.old_version_days
    error_message = "old_version_days must be a whole number from 1 to 3650."
  }
}

variable "protect" {
  description = "true: neither tables nor a bucket with files in it can be deleted, not by Terraform either."
  type        = bool
  default     = true
  nullable    = false
}

variable "customer_managed_key" {
  description = "true: encrypt with a KMS key of your own (about a dollar a month, more than all the rest for one user)."
  type        = bool
  default     = false
  nullable    = false
}

variable "alarm_email" {
  description = "Who is told by e-mail when something needs a person; empty: alarms only show in CloudWatch."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^([^@[:space:]]+@[^@[:space:]]+\\.[^@[:space:]]+)?$", var.alarm_email))
    error_message = "alarm_email must be an e-mail address, or empty."
  }
}

variable "oldest_waiting_minutes" {
  description = "How long a run may wait before an alarm."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = var.oldest_waiting_minutes >= 15 && var.oldest_waiting_minutes <= 1440 && floor(var.oldest_waiting_minutes) == var.oldest_waiting_minutes
    error_message = "oldest_waiting_minutes must be a whole number from 15 to 1440."
  }
}

variable "away_minutes" {
  description = "How long a service may be away before an alarm; a single failed call rings none."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = var.away_minutes >= 5 && var.away_minutes <= 1440 && floor(var.away_minutes) == var.away_minutes
    error_message = "away_minutes must be a whole number from 5 to 1440."
  }
}

variable "alarm_percent" {
  description = "With fan_out: how many of a hundred users must be in trouble before an alarm."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = var.alarm_percent >= 1 && var.alarm_percent <= 50 && floor(var.alarm_percent) == var.alarm_percent
    error_message = "alarm_percent must be a whole number from 1 to 50."
  }
}

# -- The pages --------------------------------------------------------------------------------------------------------

variable "web" {
  description = "true: the pages and their API too, by CloudFront. false leaves out everything of them."
  type        = bool
  default     = false
  nullable    = false
}

variable "web_memory_mb" {
  description = "Memory of the pages' function; processor time comes in proportion, and a visitor waits for its start."
  type        = number
  default     = 1024
  nullable    = false

  validation {
    condition     = var.web_memory_mb >= 512 && var.web_memory_mb <= 3008 && floor(var.web_memory_mb) == var.web_memory_mb
    error_message = "web_memory_mb must be a whole number from 512 to 3008."
  }
}

variable "web_requests_a_second" {
  description = "How many requests a second the pages take, from all visitors together; four times as many at once."
  type        = number
  default     = 50
  nullable    = false

  validation {
    condition     = var.web_requests_a_second >= 5 && var.web_requests_a_second <= 5000 && floor(var.web_requests_a_second) == var.web_requests_a_second
    error_message = "web_requests_a_second must be a whole number from 5 to 5000."
  }
}

variable "web_domain" {
  description = "A name of your own for the pages, such as runs.example.org; empty: one of CloudFront's."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?[.])+[a-z]{2,}$|^$", var.web_domain))
    error_message = "web_domain must be a host name in small letters without https://, such as runs.example.org, or empty."
  }

  validation {
    condition     = var.web_domain == "" ? var.web_zone_id == "" && var.web_certificate_arn == "" : (var.web_zone_id == "") != (var.web_certificate_arn == "")
    error_message = "web_domain needs one of web_zone_id (its zone is in Route 53) and web_certificate_arn (it is elsewhere), and these need web_domain."
  }
}

variable "web_zone_id" {
  description = "With web_domain: its zone in Route 53. Certificate and records are made there."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(Z[A-Z0-9]{1,31})?$", var.web_zone_id))
    error_message = "web_zone_id must be the id of a hosted zone, such as Z0123456789ABCDEFGHIJ, or empty."
  }
}

variable "web_certificate_arn" {
  description = "With web_domain at another DNS service: the ARN of its certificate, issued by ACM in us-east-1."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(arn:aws[a-z-]*:acm:us-east-1:[0-9]{12}:certificate/[0-9a-f-]{36})?$", var.web_certificate_arn))
    error_message = "web_certificate_arn must be the ARN of a certificate of ACM in us-east-1, the only region from which CloudFront takes one, or empty."
  }
}

variable "web_price_class" {
  description = "From where CloudFront serves: PriceClass_100 (Europe, North America), PriceClass_200 (Asia too), PriceClass_All."
  type        = string
  default     = "PriceClass_100"
  nullable    = false

  validation {
    condition     = contains(["PriceClass_100", "PriceClass_200", "PriceClass_All"], var.web_price_class)
    error_message = "web_price_class must be PriceClass_100, PriceClass_200 or PriceClass_All."
  }
}

variable "web_requests_of_an_address" {
  description = "Most requests of one address in five minutes, by a firewall of about six dollars a month; 0: no firewall."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.web_requests_of_an_address == 0 || (var.web_requests_of_an_address >= 100 && var.web_requests_of_an_address <= 2000000 && floor(var.web_requests_of_an_address) == var.web_requests_of_an_address)
    error_message = "web_requests_of_an_address must be 0 (no firewall) or a whole number from 100 to 2000000."
  }
}

# -- What is deployed -------------------------------------------------------------------------------------------------

variable "code_zip" {
  description = "The code zip; empty: the one that `make code-zip` built."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = fileexists(var.code_zip == "" ? "${path.module}/../build/upload-garmin-runs-to-strava.zip" : var.code_zip)
    error_message = "code_zip: there is no such file. Build it with `make code-zip`."
  }
}

variable "layer_zip" {
  description = "The layer's zip; empty: the one that `make layer` built for the architecture."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = fileexists(var.layer_zip == "" ? "${path.module}/../build/python-dependencies-layer-${var.architecture}.zip" : var.layer_zip)
    error_message = "layer_zip: there is no such file. Build it with `make layer` (ARCH=x86_64 for the other architecture)."
  }
}

variable "web_zip" {
  description = "The code zip of the pages' function; empty: the one that `make code-zip` built."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = !var.web || fileexists(var.web_zip == "" ? "${path.module}/../build/runtrack-web.zip" : var.web_zip)
    error_message = "web_zip: there is no such file. Build it with `make code-zip`."
  }
}

variable "web_layer_zip" {
  description = "The zip of its layer; empty: the one that `make layer` built for the architecture."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = !var.web || fileexists(var.web_layer_zip == "" ? "${path.module}/../build/web-dependencies-layer-${var.architecture}.zip" : var.web_layer_zip)
    error_message = "web_layer_zip: there is no such file. Build it with `make layer` (ARCH=x86_64 for the other architecture)."
  }
}
