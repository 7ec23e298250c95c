"""The words of a message and the gaps in them, written ((name)) as GOV.UK Notify writes them."""

import re
from collections.abc import Mapping

_GAP = re.compile(r"\(\(([^()]*)\)\)")


def names_in(words: str) -> tuple[str, ...]:
    """The names of the gaps in a text, each once, in order."""
    return tuple(dict.fromkeys(match.strip() for match in _GAP.findall(words)))


def filled(words: str, values: Mapping[str, str]) -> str:
    """The text with its gaps filled; one for which there is no value stays empty. What fills a gap is never read
    for gaps itself.
    """
    return _GAP.sub(lambda match: values.get(match[1].strip(), ""), words)
