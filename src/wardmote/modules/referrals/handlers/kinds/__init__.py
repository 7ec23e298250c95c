"""What the hub says to people, with the words it is shipped with. An administrator may word each anew.

They carry codes, names of teams and categories, and times: never words about people.
"""

from .asks import ASKS
from .gaps import key_of
from .news import NEWS

MESSAGES = (*ASKS, *NEWS)

__all__ = ["MESSAGES", "key_of"]
