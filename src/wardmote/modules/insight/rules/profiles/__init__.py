"""What an area's profile is worked out by, without database or clock (R3.3)."""

from .combining import How, Part, Refusal, Result, Way, recompose, stands
from .ranking import Standing, fifths, fifths_by_rank, in_words, ordinal, standing
from .saying import (
    Beside,
    ages_in_words,
    amount,
    beside,
    first_age,
    in_number_words,
    number,
    place_among,
)
from .telling import blocks_in_words, how_in_words, value_in_words
from .weaving import Piece, Shares, carried, pieces_of, shared_out

__all__ = [
    "Beside",
    "How",
    "Part",
    "Piece",
    "Refusal",
    "Result",
    "Shares",
    "Standing",
    "Way",
    "ages_in_words",
    "amount",
    "beside",
    "blocks_in_words",
    "carried",
    "fifths",
    "fifths_by_rank",
    "first_age",
    "how_in_words",
    "in_number_words",
    "in_words",
    "number",
    "ordinal",
    "pieces_of",
    "place_among",
    "recompose",
    "shared_out",
    "standing",
    "stands",
    "value_in_words",
]
