"""`wardmote policy`: who may do what, and why."""

from wardmote.project.cli import Verbs

command = Verbs(__name__, __path__, "Who may read what, and why.")
