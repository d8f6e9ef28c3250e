"""What Strava's service, login and adapter all name: addresses and scopes. Needs no library."""

APPLICATION = "https://www.strava.com/settings/api"
API, OAUTH = "https://www.strava.com/api/v3", "https://www.strava.com/oauth"
SCOPES = {
    "activity:read_all": "View data about your private activities",
    "activity:write": "Upload your activities to Strava",
}
"""What Runtrack cannot do without, and the box on Strava's page that grants it."""
ASKED = ("read", *SCOPES)
