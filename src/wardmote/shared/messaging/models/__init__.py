"""Messages, and how each reached its reader.

A message stands behind row-level security: its readers are whom it was written to, and nobody else. Its words are not
stored, only the kind and what fills its gaps: codes, references, names of teams, times.
"""

from .deliveries import Delivery, LostAddress
from .keeping import ADDRESS, OWN_WISH, TWO_YEARS
from .messages import Message
from .wishes import Wishes
from .wordings import Wording

__all__ = ["ADDRESS", "OWN_WISH", "TWO_YEARS", "Delivery", "LostAddress", "Message", "Wishes", "Wording"]
