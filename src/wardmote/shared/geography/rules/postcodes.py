"""Full British postcodes, as the Royal Mail writes them."""

import re

_FULL = re.compile(r"(?<![A-Z0-9])([A-Z]{1,2}[0-9][A-Z0-9]?)\s*([0-9][ABD-HJLNP-UW-Z]{2})(?![A-Z0-9])")


class NotAPostcode(ValueError):
    """The words are no full postcode. The message says what to do."""


def normalise_postcode(words: str) -> str:
    """Give a full postcode in capitals with one space: "sw1a1aa" becomes "SW1A 1AA".

    Raises NotAPostcode for anything else, half a postcode too.
    """
    match = _FULL.fullmatch(words.strip().upper())
    if match is None:
        raise NotAPostcode("Give a full postcode, like SW1A 1AA.")
    return f"{match[1]} {match[2]}"


def postcode_in(words: str) -> str | None:
    """Find the last full postcode in a longer text, such as an address."""
    found = _FULL.findall(words.upper())
    return f"{found[-1][0]} {found[-1][1]}" if found else None
