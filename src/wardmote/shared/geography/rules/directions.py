"""How far something is and in which direction, as people say it."""

from typing import Any

import numpy as np

POINTS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")


def direction(steps: Any) -> list[str]:
    """Name the direction of each step, given as metres eastwards and northwards."""
    clockwise = np.degrees(np.arctan2(steps[:, 0], steps[:, 1]))
    return [POINTS[at] for at in (np.rint(clockwise / 45).astype(int) % 8).tolist()]


def distance(metres: float) -> str:
    """Say how far it is: "80 metres", "1.4 km", "12 km"."""
    if metres < 995:
        return f"{max(10, round(metres, -1)):.0f} metres"
    return f"{metres / 1000:.1f} km" if metres < 9_950 else f"{metres / 1000:,.0f} km"
