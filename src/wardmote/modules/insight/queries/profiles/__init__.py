"""What is known of any area, put together from the blocks it is made of. Published figures: no actor is asked for."""

from .districts import Country, country_of, national_fifths, national_standing
from .drawing import profile_of_boundary, profile_of_outline
from .shown import WHOLE, Cell, Profiles, Row
from .working import figures_version, profiles

__all__ = [
    "WHOLE",
    "Cell",
    "Country",
    "Profiles",
    "Row",
    "country_of",
    "figures_version",
    "national_fifths",
    "national_standing",
    "profile_of_boundary",
    "profile_of_outline",
    "profiles",
]
