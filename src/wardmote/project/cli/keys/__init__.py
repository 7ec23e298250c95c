"""`wardmote keys`."""

from wardmote.project.cli import Verbs

command = Verbs(
    __name__,
    __path__,
    "The keys that names and protected words are encrypted with in the database.\n\nBegin with: wardmote keys new",
)
