"""What a schema refuses, in words that say what to do. Never the value that was sent."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from wardmote.kernel.api.problems import Fault

_WORDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "missing": lambda _: "Send this field.",
    "extra_forbidden": lambda _: "There is no such field here. Take it out, or check its spelling.",
    "string_type": lambda _: "Send text.",
    "string_too_long": lambda c: f"Send at most {c['max_length']:,} characters.",
    "string_too_short": lambda c: f"Send at least {c['min_length']} character{'s' * (c['min_length'] > 1)}.",
    "int_type": lambda _: "Send a whole number, not as text.",
    "int_parsing": lambda _: "Send a whole number.",
    "int_from_float": lambda _: "Send a whole number.",
    "float_type": lambda _: "Send a number, not as text.",
    "bool_type": lambda _: "Send true or false, not as text.",
    "bool_parsing": lambda _: "Send true or false.",
    "list_type": lambda _: "Send a list.",
    "dict_type": lambda _: "Send an object.",
    "model_type": lambda _: "Send an object.",
    "model_attributes_type": lambda _: "Send an object.",
    "enum": lambda c: f"Send one of: {c['expected']}.",
    "literal_error": lambda c: f"Send one of: {c['expected']}.",
    "greater_than_equal": lambda c: f"Send a number of at least {c['ge']}.",
    "less_than_equal": lambda c: f"Send a number of at most {c['le']}.",
    "too_long": lambda c: f"Send at most {c['max_length']} of them.",
    "too_short": lambda c: f"Send at least {c['min_length']} of them.",
    "value_error": lambda c: str(c["error"]),
    "finite_number": lambda _: "Send a number that is not infinite.",
}
_BEGINS = "Send a date and time with its offset from UTC, such as 2026-03-03T10:00:00+00:00."
_MOST = 50


def faults_in(errors: Iterable[Mapping[str, Any]]) -> Sequence[Fault]:
    """Tell what a schema refused, the first fifty."""
    return [_fault(error) for error in list(errors)[:_MOST]]


def _fault(error: Mapping[str, Any]) -> Fault:
    source, *where = error["loc"]
    words = _WORDS.get(error["type"])
    if words:
        message = words(error.get("ctx", {}))
    else:
        message = _BEGINS if error["type"].startswith("datetime") else f"{error['msg']}."
    if source != "body":
        return Fault(message, parameter=".".join(map(str, where)))
    return Fault(message, pointer="".join(f"/{_escaped(part)}" for part in where[1:]))


def _escaped(part: object) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")[:80]
