"""What reaches the register from files, and leaves it by mail."""

from .mail import link_with, mail_end, mail_link
from .shipped import shipped

__all__ = ["link_with", "mail_end", "mail_link", "shipped"]
