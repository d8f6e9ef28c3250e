"""The pages in a browser, over the demo's world and the real server."""
