"""What each step wants to hear."""

from collections.abc import Mapping

from pydantic import Field
from pydantic.config import JsonDict

from wardmote.kernel.api.schemas import In, Key, MaybeWords, Moment, Words

from ...rules import OUTCOMES, PAUSE_REASONS, RETURN_REASONS, WITHDRAW_REASONS


def _one_of(words: Mapping[str, str]) -> JsonDict:
    """A closed list, each value with what it means."""
    return {"enum": list(words), "x-words": dict(words)}


class MayBeWords(In):
    """Words that the other side reads, if there is something to say."""

    words: MaybeWords = ""


class MustBeWords(In):
    """Words that the other side reads."""

    words: Words


class AcknowledgeIn(MayBeWords):
    """That the team has it."""

    their_reference: str = Field(
        default="", max_length=120, description="Your own number for it: the sender sees it and can quote it."
    )


class PauseIn(MayBeWords):
    """For what the clock stands still, and until when."""

    reason: str = Field(
        max_length=40, json_schema_extra=_one_of({key: one.plain for key, one in PAUSE_REASONS.items()})
    )
    until: Moment


class ReturnIn(MayBeWords):
    """Why it goes back, and what should happen next."""

    reason: str = Field(
        max_length=40, json_schema_extra=_one_of({key: one.label for key, one in RETURN_REASONS.items()})
    )
    named_team: Key | None = Field(default=None, description="For “not-ours”: whose it is, if you know.")
    until: Moment | None = Field(default=None, description="For “no-capacity”: from when you have room.")


class RedirectIn(MustBeWords):
    """To whom it goes, and why."""

    to_team: Key


class WithdrawIn(MayBeWords):
    """Why it is taken back."""

    reason: str = Field(
        max_length=40, json_schema_extra=_one_of({key: one.plain for key, one in WITHDRAW_REASONS.items()})
    )


class CloseIn(MayBeWords):
    """How it ended."""

    outcome: str = Field(
        max_length=40, json_schema_extra=_one_of({key: one.label for key, one in OUTCOMES.items()})
    )


class NoteIn(In):
    """A note that only your own team reads."""

    words: Words
