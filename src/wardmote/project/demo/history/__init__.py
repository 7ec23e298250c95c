"""What happened in the demo borough, made purely from content, seed and moment: the same every time.

Every draw comes from a stream of its own (`chance`), so that a row more in the content changes no other row.
Every step of a referral goes through the rules that the product's own actions use, so no history is made that
could not have happened.
"""

from .borough import make
from .life import Happening, Note, Sending
from .past import History, desk_of
from .said import Said

__all__ = ["Happening", "History", "Note", "Said", "Sending", "desk_of", "make"]
