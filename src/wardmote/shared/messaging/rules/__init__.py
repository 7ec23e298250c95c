"""Decisions about messages, without database or clock."""

from .delivery import ATTEMPTS, Channel, DeliveryState, Fault, after_fault, next_try
from .words import filled, names_in

__all__ = [
    "ATTEMPTS",
    "Channel",
    "DeliveryState",
    "Fault",
    "after_fault",
    "filled",
    "names_in",
    "next_try",
]
