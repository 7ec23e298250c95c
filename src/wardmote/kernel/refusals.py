"""What an action says when it cannot be done as asked. Every door to it, page or program, can turn these into words."""


class NotReady(Exception):
    """Something must be given or mended first. The message says what; `field` names the field of the form."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


class Conflict(Exception):
    """Things have changed, or stand against it. The message is for the person who tried, and says how to go on."""
