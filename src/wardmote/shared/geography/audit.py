"""What is kept in the audit trail about the map."""

from enum import StrEnum


class Audited(StrEnum):
    """Acts on the map."""

    AREA_SET_REPLACED = "geography.area_set_replaced"
    AREA_SET_ENDED = "geography.area_set_ended"
    PLACES_LOADED = "geography.places_loaded"
    POSTCODES_LOADED = "geography.postcodes_loaded"
