"""Reading a body: JSON, and nothing that any reader of JSON might understand in two ways."""

import json
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, UnreadablePostError
from ninja.parser import Parser

from wardmote.kernel.api.problems import MALFORMED, NOT_JSON, TOO_LARGE, Problem

LONGEST = 1_000_000
"""Bytes: twenty thousand characters of any script, written as escapes, and as many people as can be named."""
DEEPEST = 20


class StrictParser(Parser):
    """Hands Ninja the body that `read` has read."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Read the body. Ninja wraps the Problem this raises; `service` takes it out again."""
        return read(request)


def check(request: HttpRequest) -> None:
    """Raise Problem for a body that is too large, or says that it is something else than JSON."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) > LONGEST:
        raise _too_large()
    if length == "0":
        raise _missing()
    if request.content_type != "application/json":
        raise Problem(NOT_JSON, "Send the body as JSON, with the header Content-Type: application/json.")


def read(request: HttpRequest) -> Any:
    """Return what the body says. Raises Problem for anything but one clear JSON value."""
    try:
        raw = request.body
    except (RequestDataTooBig, UnreadablePostError) as error:
        raise _too_large() from error
    if len(raw) > LONGEST:
        raise _too_large()
    if not raw:
        raise _missing()
    try:
        body = json.loads(
            raw.decode("utf-8"),
            parse_constant=_no_constant,
            parse_float=_number,
            object_pairs_hook=_no_name_twice,
        )
    except (ValueError, RecursionError) as error:
        said = str(error) if isinstance(error, _Unclear) else "It is not well-formed JSON in UTF-8."
        raise Problem(MALFORMED, f"{said} Nothing was done.") from error
    _check_texts_and_depth(body)
    return body


class _Unclear(ValueError):
    """JSON that two readers may understand differently."""


def _no_constant(name: str) -> float:
    raise _Unclear(f"{name} is not a number in JSON.")


def _number(written: str) -> float | int:
    value = float(written)
    if value in (float("inf"), float("-inf")):
        raise _Unclear("A number is too large.")
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Unclear("An object has the same name twice.")
    return found


def _check_texts_and_depth(body: Any) -> None:
    waiting = [(body, 1)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEEPEST:
            raise Problem(MALFORMED, f"The body is nested more than {DEEPEST} deep. Nothing was done.")
        match value:
            case str():
                _check_text(value)
            case dict():
                waiting += [(part, depth + 1) for pair in value.items() for part in pair]
            case list():
                waiting += [(part, depth + 1) for part in value]


def _check_text(text: str) -> None:
    if "\x00" in text:
        raise Problem(MALFORMED, "A text contains a null character, which we cannot keep. Take it out.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Problem(
            MALFORMED, "A text contains half a character (a lone surrogate). Send it whole."
        ) from error


def _missing() -> Problem:
    return Problem(MALFORMED, "The request has no body. Send a JSON object, even if it is empty.")


def _too_large() -> Problem:
    return Problem(TOO_LARGE, f"A request may carry {LONGEST:,} bytes. Nothing was done. Send less at once.")
