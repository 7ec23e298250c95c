"""What the hub does with news: it counts work that moves, tells the feed and people, gives a leaver's claims back."""

from . import feed, moving, telling
from .kinds import MESSAGES

__all__ = ["MESSAGES", "feed", "moving", "telling"]
