"""Why an archive cannot be brought back."""


class Unusable(ValueError):
    """Not ours, damaged, built like an attack, or of a newer version; the message names the entry and the line."""
