"""ETags: `"7-5f3c0a…"` is the version of the record, then a digest of what this reader was shown.

If-None-Match compares all of it, so that an unchanged answer is not sent twice. If-Match compares the version: what
somebody decides rests on where the record stands, not on a note that only others were shown.
"""

import hashlib
import re

from django.http import HttpRequest

from wardmote.kernel.api.problems import CHANGED, MALFORMED, NO_IF_MATCH, Problem

_OURS = re.compile(r'"(\d{1,9})-[0-9a-f]{16}"')
_ANY = "*"


def etag_of(body: bytes, version: int | None) -> str:
    """Return the ETag of an answer; without a version it serves If-None-Match alone."""
    digest = hashlib.sha256(body).hexdigest()[:16]
    return f'"{version}-{digest}"' if version is not None else f'"{digest}"'


def not_modified(request: HttpRequest, etag: str) -> bool:
    """Say whether the caller has this answer already."""
    given = request.headers.get("If-None-Match", "")
    return given.strip() == _ANY or etag in (part.strip().removeprefix("W/") for part in given.split(","))


def needs_if_match(request: HttpRequest) -> None:
    """Raise Problem unless the request says on what it was decided."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise Problem(NO_IF_MATCH, "Get the referral first, and send its ETag in the header If-Match.")
    if given != _ANY and not _OURS.fullmatch(given):
        raise Problem(
            MALFORMED, "If-Match must be an ETag exactly as we gave it out, with its quotation marks."
        )


def version_given(request: HttpRequest, *, stands_at: int) -> int:
    """Return the version the request was decided on. Raises Problem when the record has moved on."""
    given = request.headers.get("If-Match", "").strip()
    match = _OURS.fullmatch(given)
    version = int(match.group(1)) if match else stands_at
    if version != stands_at:
        raise changed()
    return version


def changed() -> Problem:
    """Tell that somebody was quicker."""
    return Problem(
        CHANGED, "Somebody acted on it since you got it. Get it again, then decide with its new ETag."
    )
