"""What the hub does with news: it counts work that moves, tells the feed and people, gives a leaver's claims back."""

from . import feed, links, moving, sharing, telling
from .kinds import MESSAGES

__all__ = ["MESSAGES", "feed", "links", "moving", "sharing", "telling"]
