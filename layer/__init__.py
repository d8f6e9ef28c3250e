"""What goes to AWS: the layer of third-party packages and the zip of our own code."""
