"""`wardmote retention`: what is due to go, and the proof of what went."""

from wardmote.project.cli import Verbs

command = Verbs(
    __name__,
    __path__,
    "What has been kept for its time, and the proof of what went.\n\nBegin with: wardmote retention preview",
)
