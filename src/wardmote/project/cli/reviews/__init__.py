"""`wardmote reviews …`: ASB case reviews."""

from wardmote.project.cli import Verbs

command = Verbs(__name__, __path__, "ASB case reviews: the figures that are published each year.")
