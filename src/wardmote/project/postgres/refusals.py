"""Why a server does not start."""


class CannotStart(Exception):
    """The server cannot start; the message is a sentence for the person at the terminal."""


class InUse(CannotStart):
    """Another living process owns the folder."""
