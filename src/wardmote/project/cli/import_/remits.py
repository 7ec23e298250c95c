"""`wardmote import remits`."""

from wardmote.project.cli.import_ import register_command

command = register_command(
    "remits",
    "Bring in from FILE (CSV) which team takes what, and where. The same file again changes nothing.",
)
