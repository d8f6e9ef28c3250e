"""What is answered to pages that ask from time to time."""

from sync.entrypoints.api.answers.shape import Answer


class Changed(Answer):
    """`mark` is another one once anything has changed."""

    mark: str
    stream: bool
    """Whether this server has event streams (`/api/events`): one that has them need not be asked again and again."""
