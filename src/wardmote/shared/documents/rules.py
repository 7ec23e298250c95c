"""What may be kept as a photograph: decided by what the file holds, never by what it is called."""

from wardmote.kernel.pictures import NotAPicture as NotAPhoto
from wardmote.kernel.pictures import redraw

__all__ = ["NotAPhoto", "clean_photo"]

MAX_BYTES = 12 * 1024 * 1024
MAX_SIDE = 2400
"""Longest side kept, in pixels: enough to read a number plate across a street."""


def clean_photo(content: bytes) -> tuple[bytes, str, str]:
    """The photo drawn anew: upright, no larger than needed, and without where, when or by what it was taken.

    Returns the bytes, the media type and the file extension. Raises NotAPhoto for anything that is not a JPEG, PNG
    or WebP picture, or that is too large to open safely.
    """
    return redraw(
        content, called="photo", kinds=("JPEG", "PNG", "WEBP"), max_bytes=MAX_BYTES, max_side=MAX_SIDE
    )
