"""`wardmote import organisations`."""

from wardmote.project.cli.import_ import register_command

command = register_command(
    "organisations",
    "Bring in organisations from FILE (CSV). The same file again changes nothing; nothing is ended.",
)
