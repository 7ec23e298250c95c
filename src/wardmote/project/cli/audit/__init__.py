"""`wardmote audit`."""

from wardmote.project.cli import Verbs

command = Verbs(
    __name__,
    __path__,
    "The trails of who did what, and who looked at what.\n\nBegin with: wardmote audit verify",
)
