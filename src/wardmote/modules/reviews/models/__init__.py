"""The tables of ASB case reviews."""

from .procedure import Procedure
from .reviews import (
    AskedBy,
    InformationAsk,
    PanelSeat,
    Recommendation,
    Response,
    Review,
    ReviewStep,
)
from .watch import IncidentSaid, Letter

__all__ = [
    "AskedBy",
    "IncidentSaid",
    "InformationAsk",
    "Letter",
    "PanelSeat",
    "Procedure",
    "Recommendation",
    "Response",
    "Review",
    "ReviewStep",
]
