"""The pages of a team without accounts, which answers one referral by a link (docs/adr/0013-answers-by-link.md)."""

from .answering import photo
from .door import answer, come_in

__all__ = ["answer", "come_in", "photo"]
