"""A picture that somebody brings, drawn anew: only its pixels are kept, whatever the file carried beside them."""

from collections.abc import Collection
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

MAX_PIXELS = 60_000_000
_TYPES = {"JPEG": ("image/jpeg", "jpg"), "PNG": ("image/png", "png"), "WEBP": ("image/webp", "webp")}


class NotAPicture(ValueError):
    """The file cannot be kept. The message says why and what to do, for the person who chose it."""


class Redrawn(NamedTuple):
    """A picture drawn anew."""

    content: bytes
    media_type: str
    extension: str


def redraw(
    content: bytes, *, called: str, kinds: Collection[str], max_bytes: int, max_side: int, kept_as: str = ""
) -> Redrawn:
    """Draw a picture anew: upright, its longest side no longer than ``max_side`` pixels, and without metadata.

    What the file holds decides, never what it is called. Only pixels are carried over, so GPS positions, names and
    thumbnails hidden in the file cannot survive. ``called`` is the word for it in what is said to people ("photo"),
    ``kinds`` are those accepted of JPEG, PNG and WEBP, ``kept_as`` one of them, if not as it came. Raises
    NotAPicture for anything else, and for what is too large to open safely.
    """
    if len(content) > max_bytes:
        raise NotAPicture(
            f"The {called} is {len(content) / 1_048_576:.0f} MB. Choose one under {max_bytes // 1_048_576} MB."
        )
    try:
        with Image.open(BytesIO(content), formats=sorted(kinds)) as picture:
            kind = kept_as or picture.format or ""
            if picture.width * picture.height > MAX_PIXELS:
                raise NotAPicture(f"The {called} has too many pixels. Choose a smaller one.")
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((max_side, max_side))
            mode = "RGBA" if kind != "JPEG" and upright.has_transparency_data else "RGB"
            pixels = upright.convert(mode)
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
    ) as problem:
        if isinstance(problem, NotAPicture):
            raise
        raise NotAPicture(f"We could not read this file as a {called}. {_choose(kinds)}") from problem
    pixels.info.clear()
    out = BytesIO()
    pixels.save(out, format=kind, **({"quality": 85} if kind != "PNG" else {}))
    return Redrawn(out.getvalue(), *_TYPES[kind])


def _choose(kinds: Collection[str]) -> str:
    *first, last = (kind.replace("WEBP", "WebP") for kind in sorted(kinds))
    return f"Choose a {', '.join(first)} or {last} picture." if first else f"Choose a {last} picture."
