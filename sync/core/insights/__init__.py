"""What may be said of music and running: the values that the statistics give, and what is enough to say them."""
