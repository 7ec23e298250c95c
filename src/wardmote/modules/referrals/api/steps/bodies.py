"""What each step wants to hear."""

from pydantic import Field

from wardmote.kernel.api.schemas import In, Key, MaybeWords, Moment, Words

from ...rules import OUTCOMES, PAUSE_REASONS, RETURN_REASONS, WITHDRAW_REASONS


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

    reason: str = Field(max_length=40, json_schema_extra={"enum": list(PAUSE_REASONS)})
    until: Moment


class ReturnIn(MayBeWords):
    """Why it goes back, and what should happen next."""

    reason: str = Field(max_length=40, json_schema_extra={"enum": list(RETURN_REASONS)})
    named_team: Key | None = Field(default=None, description="For “not-ours”: whose it is, if you know.")
    until: Moment | None = Field(default=None, description="For “no-capacity”: from when you have room.")


class RedirectIn(MustBeWords):
    """To whom it goes, and why."""

    to_team: Key


class WithdrawIn(MayBeWords):
    """Why it is taken back."""

    reason: str = Field(max_length=40, json_schema_extra={"enum": list(WITHDRAW_REASONS)})


class CloseIn(MayBeWords):
    """How it ended."""

    outcome: str = Field(max_length=40, json_schema_extra={"enum": list(OUTCOMES)})


class NoteIn(In):
    """A note that only your own team reads."""

    words: Words
