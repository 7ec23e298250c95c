"""`wardmote import teams`."""

from wardmote.project.cli.import_ import register_command

command = register_command(
    "teams",
    "Bring in teams from FILE (CSV), for organisations that are here. The same file again changes nothing.",
)
