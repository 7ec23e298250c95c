"""What others have to say, each kind of it registered once by the module that says it, in its `apps.ready`.

kinds_come_from(MessageKind(key="referrals.time_ran_out", …), …)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .rules import filled, names_in, unknown_gaps

GIVEN = ("name", "partnership", "link")
"""The placeholders that messaging itself fills: who is written to, the partnership's name, where to go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """A gap in the words of a message. What fills it is a code, a reference, a name of a team or category or a time:
    never words about people. `required` ones must stand in the e-mail, however an administrator words it.
    """

    name: str
    about: str
    example: str
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageKind:
    """One kind of message and the words it is shipped with, with ((placeholders)) as GOV.UK Notify writes them.

    `key` is stored and never changes. `text` is "" where it never goes as a text message. `desk` is one line, for the
    desk. An `urgent` kind may go out by text and in quiet hours, if its reader wishes so.

    A link that holds a secret is never stored: the kind then has a `secret_link`, which makes the address, from "/" on,
    out of what was given as `link` (an id) each time the message is sent. Gaps that hold a secret, such as a code, are
    filled from the same by `secret_values`.
    """

    key: str
    name: str
    about: str
    subject: str
    body: str
    desk: str
    text: str = ""
    placeholders: tuple[Placeholder, ...] = ()
    urgent: bool = False
    secret_link: Callable[[str], str] | None = None
    secret_values: Callable[[str], Mapping[str, str]] | None = None

    def __post_init__(self) -> None:
        """Raise ValueError when the words have gaps that nothing fills, or lack one that is required."""
        for words in (self.subject, self.body, self.text, self.desk):
            if unknown := unknown_gaps(words, known=self.gaps):
                raise ValueError(f"{self.key} has gaps that nothing fills: {', '.join(unknown)}")
        if missing := self.required - set(names_in(f"{self.subject} {self.body}")):
            raise ValueError(f"{self.key} must say {', '.join(sorted(missing))}")

    @property
    def required(self) -> frozenset[str]:
        """The placeholders that its e-mail must have: the link, and what the kind says."""
        return frozenset({"link", *(one.name for one in self.placeholders if one.required)})

    def desk_words(self, values: Mapping[str, str]) -> str:
        """The line of the desk."""
        return filled(self.desk, values)

    @property
    def gaps(self) -> frozenset[str]:
        """Every placeholder that its words may use."""
        return frozenset({*GIVEN, *(placeholder.name for placeholder in self.placeholders)})

    @property
    def examples(self) -> Mapping[str, str]:
        """What a preview fills the gaps of the kind's own with."""
        return {placeholder.name: placeholder.example for placeholder in self.placeholders}


_kinds: dict[str, MessageKind] = {}


def kinds_come_from(*kinds: MessageKind) -> None:
    """Register what a module says. Two modules cannot claim one key: raises ValueError."""
    for kind in kinds:
        if _kinds.setdefault(kind.key, kind) is not kind:
            raise ValueError(f"Two kinds of message are called {kind.key}")


def kinds() -> tuple[MessageKind, ...]:
    """Every kind, by name."""
    return tuple(sorted(_kinds.values(), key=lambda kind: kind.name))


def kind_called(key: str) -> MessageKind | None:
    """The kind with this key; None for one that this release no longer has."""
    return _kinds.get(key)
