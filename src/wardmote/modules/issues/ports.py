"""What issues must ask of modules above them. Each source is registered once, by the app that knows the answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

_need: Callable[[Collection[int]], Mapping[int, int]] | None = None


def need_comes_from(source: Callable[[Collection[int]], Mapping[int, int]]) -> None:
    """Register who knows the need of wards: for some of these, the fifth they are in, 1 for the most need."""
    global _need
    _need = source


def need_of(wards: Collection[int]) -> Mapping[int, int]:
    """In which fifth of need each ward is, where that is known; 1 for the most need."""
    return _need(wards) if _need and wards else {}
