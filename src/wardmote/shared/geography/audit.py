"""What is kept in the audit trail about the map."""

from enum import StrEnum


class Audited(StrEnum):
    """Acts on the map."""

    AREA_SET_REPLACED = "geography.area_set_replaced"
    AREA_SET_ENDED = "geography.area_set_ended"
    PLACES_LOADED = "geography.places_loaded"
    POSTCODES_LOADED = "geography.postcodes_loaded"
    ADDRESSES_LOADED = "geography.addresses_loaded"
    AREAS_RECOMPOSED = "geography.areas_recomposed"
    AREAS_CARRIED_OVER = "geography.areas_carried_over"
    AREAS_ADJUSTED = "geography.areas_adjusted"
    ADJUSTMENT_ENDED = "geography.adjustment_ended"
    FOCUS_SET = "geography.focus_set"
    FOCUS_FOUND = "geography.focus_found"
    FOCUS_ENDED = "geography.focus_ended"
