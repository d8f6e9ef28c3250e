"""How answers are worded and laid out for a terminal."""
