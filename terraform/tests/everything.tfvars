# For `make tf-lint`: what is switched off by default is looked at as well.
web                        = true
web_domain                 = "runs.example.org"
web_zone_id                = "Z0123456789ABCDEFGHIJ"
web_requests_of_an_address = 1000
