"""Who does what: searched by need in plain words, place and time (R1.1, R1.2, R1.9, R1.10)."""

from .view import who

__all__ = ["who"]
