"""`wardmote issues`: problems gathered from what people said."""

from wardmote.project.cli import Verbs

command = Verbs(__name__, __path__, "Problems gathered from what people said.")
