"""The bot: what somebody wrote or pressed at a messenger, done and answered. The same for every messenger."""
