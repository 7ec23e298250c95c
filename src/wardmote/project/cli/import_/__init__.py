"""`wardmote import`."""

from wardmote.project.cli import Verbs

command = Verbs(__name__, __path__, "Bring in what other systems hold.")
