"""A partnership from a folder of files: read, tried whole without keeping anything, then kept file by file.

Every file goes through the same actions as the pages. What is there already is left alone, so a set-up that stopped
half way goes on where it stopped, and a file that was mended can be brought again.
"""

from .folder import Fault, Faulty, Folder, Plan, read_folder
from .parts import parts_of
from .running import Outcome, carry_out, rehearse

__all__ = [
    "Fault",
    "Faulty",
    "Folder",
    "Outcome",
    "Plan",
    "carry_out",
    "parts_of",
    "read_folder",
    "rehearse",
]
