"""The bench of the pages and their API: what a browser loads and when it shows it, and how many the server takes."""
