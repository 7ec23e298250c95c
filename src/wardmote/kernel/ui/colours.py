"""A partnership's name and its three colours, refused where people could not read them."""

import re
from dataclasses import dataclass

INK, WHITE = "#16211c", "#ffffff"
LEAST_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3 Contrast (Minimum), for text of ordinary size."""


@dataclass(frozen=True, kw_only=True)
class Partnership:
    """How a partnership shows itself: its name, its short name beside the mark, its colours as #rrggbb.

    Raises:
        ValueError: a colour is not #rrggbb, or the text that stands on it has less than 4.5 : 1.
    """

    name: str
    short_name: str
    bottle: str = "#0c3a2d"
    brand: str = "#0e5f49"
    gold: str = "#f2b233"

    def __post_init__(self) -> None:
        for colour, text in ((self.bottle, WHITE), (self.brand, WHITE), (self.gold, INK)):
            if contrast(colour, text) < LEAST_CONTRAST:
                raise ValueError(f"Text on {colour} could not be read")

    @property
    def stylesheet(self) -> str:
        """The colours as a style sheet of custom properties."""
        return f":root{{--wm-bottle:{self.bottle};--wm-brand:{self.brand};--wm-gold:{self.gold}}}\n"

    @property
    def has_own_colours(self) -> bool:
        """Say whether any colour differs from the product's own."""
        return self.stylesheet != Partnership(name="", short_name="").stylesheet


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours, from 1 to 21, as WCAG 2.2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    if not re.fullmatch("#[0-9a-fA-F]{6}", colour):
        raise ValueError(f"{colour!r} is not a colour written as #rrggbb")
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
