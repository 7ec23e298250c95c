"""What may be kept as a photograph: decided by what the file holds, never by what it is called."""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 12 * 1024 * 1024
MAX_PIXELS = 60_000_000
MAX_SIDE = 2400
"""Longest side kept, in pixels: enough to read a number plate across a street."""

KINDS = {"JPEG": ("image/jpeg", "jpg"), "PNG": ("image/png", "png"), "WEBP": ("image/webp", "webp")}


class NotAPhoto(ValueError):
    """The file cannot be kept. The message says why and what to do, for the person who chose it."""


def clean_photo(content: bytes) -> tuple[bytes, str, str]:
    """The picture drawn anew: upright, no larger than needed, and without where, when or by what it was taken.

    Returns the bytes, the media type and the file extension. Only pixels are carried over, so GPS positions,
    names and thumbnails hidden in the file cannot survive. Raises NotAPhoto for anything that is not a JPEG, PNG
    or WebP picture, or that is too large to open safely.
    """
    if len(content) > MAX_BYTES:
        raise NotAPhoto(
            f"The photo is {len(content) / 1_048_576:.0f} MB. Choose one under {MAX_BYTES // 1_048_576} MB."
        )
    try:
        with Image.open(BytesIO(content), formats=list(KINDS)) as picture:
            kind = picture.format or ""
            if picture.width * picture.height > MAX_PIXELS:
                raise NotAPhoto("The photo has too many pixels. Choose a smaller one.")
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((MAX_SIDE, MAX_SIDE))
            mode = "RGBA" if kind != "JPEG" and upright.has_transparency_data else "RGB"
            pixels = upright.convert(mode)
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
    ) as problem:
        if isinstance(problem, NotAPhoto):
            raise
        raise NotAPhoto(
            "We could not read this file as a photo. Choose a JPEG, PNG or WebP picture."
        ) from problem
    pixels.info.clear()
    out = BytesIO()
    pixels.save(out, format=kind, **({"quality": 85} if kind != "PNG" else {}))
    media_type, extension = KINDS[kind]
    return out.getvalue(), media_type, extension
