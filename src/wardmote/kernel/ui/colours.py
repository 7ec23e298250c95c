"""A partnership's name and its three colours, refused where people could not read them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

INK, WHITE = "#16211c", "#ffffff"
PANEL = "#e4eee8"
"""The darkest of the light panels that dark colours stand on as text."""

LEAST_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3 Contrast (Minimum), for text of ordinary size."""

STANDS_WITH: Mapping[str, str] = MappingProxyType({"bottle": PANEL, "brand": PANEL, "gold": INK})
"""What each colour must be read against: the two dark ones as text on a panel, ink on the light one."""

_SHADES = (("r4", 5.2), ("r3", 7.2), ("r2", 10.6), ("r1", 13.7))
"""The lighter shades of maps and bars, each with its contrast to ink, so that any colour's ramp can carry names."""

_STEPS = 200


@dataclass(frozen=True, kw_only=True)
class Partnership:
    """How a partnership shows itself: its name, its short name beside the mark, its colours as #rrggbb, its logo.

    ``logo`` is the address of a picture and ``logo_words`` what it says to somebody who does not see it; both are
    empty where there is none. ``address`` and ``email`` are for people who want to write.

    Raises:
        ValueError: a colour is not #rrggbb, or the text that stands on it has less than 4.5 : 1.
    """

    name: str
    short_name: str
    bottle: str = "#0c3a2d"
    brand: str = "#0e5f49"
    gold: str = "#f2b233"
    logo: str = ""
    logo_words: str = ""
    address: str = ""
    email: str = ""

    def __post_init__(self) -> None:
        for name, against in STANDS_WITH.items():
            if contrast(getattr(self, name), against) < LEAST_CONTRAST:
                raise ValueError(f"Text on {getattr(self, name)} could not be read")

    @property
    def stylesheet(self) -> str:
        """The colours, and the shades made of them, as a style sheet of custom properties."""
        shades = {name: _toward(self.brand, WHITE, INK, least) for name, least in _SHADES}
        colours = {
            "bottle": self.bottle,
            "brand": self.brand,
            "brand-hover": _mixed(self.brand, "#000000", 0.33),
            "gold": self.gold,
            "r5": self.brand,
            **shades,
        }
        return f":root{{{';'.join(f'--wm-{name}:{colour}' for name, colour in colours.items())}}}\n"

    @property
    def own_colours(self) -> str:
        """The three colours as a short text for an address; empty where they are the product's own."""
        ours = Partnership(name="", short_name="")
        chosen = [self.bottle, self.brand, self.gold]
        return "" if chosen == [ours.bottle, ours.brand, ours.gold] else "".join(chosen).replace("#", "")


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours, from 1 to 21, as WCAG 2.2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def read_colour(words: str) -> str:
    """Give a colour that somebody wrote (#0E5F49, 0e5f49, #0a5) as #rrggbb in small letters. Raises ValueError."""
    bare = words.strip().removeprefix("#").lower()
    if re.fullmatch("[0-9a-f]{3}", bare):
        bare = "".join(letter * 2 for letter in bare)
    if not re.fullmatch("[0-9a-f]{6}", bare):
        raise ValueError(f"{words!r} is not a colour written as #rrggbb")
    return f"#{bare}"


def nearest_readable(name: str, colour: str) -> str:
    """Give the nearest colour of the same kind that can be read where this one is used: itself, if it can be.

    ``name`` is bottle, brand or gold. The dark ones are darkened and the light one lightened, step by step.
    """
    against = STANDS_WITH[name]
    return _toward(colour, WHITE if against == INK else "#000000", against, LEAST_CONTRAST)


def _toward(colour: str, end: str, against: str, least: float) -> str:
    """Mix a colour with black or white until it has so much contrast."""
    return next(
        mixed
        for step in range(_STEPS + 1)
        if contrast(mixed := _mixed(colour, end, step / _STEPS), against) >= least
    )


def _mixed(colour: str, other: str, share: float) -> str:
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def _luminance(colour: str) -> float:
    linear = (
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in (v / 255 for v in _parts(colour))
    )
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _parts(colour: str) -> tuple[int, int, int]:
    if not re.fullmatch("#[0-9a-fA-F]{6}", colour):
        raise ValueError(f"{colour!r} is not a colour written as #rrggbb")
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return red, green, blue
