"""What a person is asked for at a login at Garmin, and what may be given beforehand. Needs no library."""

from datetime import timedelta

from sync.login_field import Field

MARGIN = timedelta(seconds=900)
"""A token that has less than this left is refreshed before it is used."""
EMAIL = Field(
    "email", "Garmin e-mail: ", metavar="EMAIL", about="Your e-mail at Garmin; asked for when it is not given"
)
PASSWORD = Field("password", "Garmin password (not shown, not stored): ", hidden=True)
CODE = Field("code", "Code from Garmin (e-mail, SMS or app): ")
TOKENS = Field(
    "tokens",
    metavar="FILE",
    kind="file",
    about="Take a garminconnect token file (or its folder, or - for stdin)",
    files=("garmin_tokens.json", "oauth1_token.json", "oauth2_token.json"),
)
FORCE = Field("force", kind="flag", about="Try although Garmin has refused a login lately")
