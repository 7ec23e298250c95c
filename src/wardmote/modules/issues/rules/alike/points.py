"""How much a point itself says: a default coordinate, or a hospital's door, stands for too much to say anything."""

_KINDS_FULL, _KINDS_NONE = 8, 16
_ADDRESSES_FULL, _ADDRESSES_NONE = 6, 12
_TELLINGS_FULL, _TELLINGS_NONE = 80, 160


def how_much_a_point_says(*, tellings: int, kinds: int, addresses: int) -> float:
    """From 1 (a place like another) to 0 (a point used when nobody knew the place, or a big institution's).

    By what was told at the very same point in the months around: how many tellings, of how many kinds, with how many
    different addresses. Of a thing that goes wrong at one place people tell a few kinds, however many tell.
    """
    return min(
        _falling(kinds, _KINDS_FULL, _KINDS_NONE),
        _falling(addresses, _ADDRESSES_FULL, _ADDRESSES_NONE),
        _falling(tellings, _TELLINGS_FULL, _TELLINGS_NONE),
    )


def _falling(number: int, full: int, none: int) -> float:
    return max(0.0, min(1.0, (none - number) / (none - full)))
