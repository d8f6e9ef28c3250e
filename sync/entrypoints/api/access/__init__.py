"""Who is let in, and what of: checks around the API and the pages, sign-in, limits (docs/security.md)."""
