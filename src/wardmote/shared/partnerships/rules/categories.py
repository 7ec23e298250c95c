"""What may be said of a category, and what may never be changed about it (R1.2)."""

from collections.abc import Sequence

from wardmote.kernel import wording
from wardmote.kernel.refusals import NotReady

from .sight import Sensitivity

MOST_QUESTIONS = 10
LONGEST_QUESTION = 300
MOST_SYNONYMS = 60
LONGEST_SYNONYM = 100


def sensitivity_from(before: Sensitivity | None, wanted: str) -> Sensitivity:
    """Read who may usually know of a matter of this kind. `before` is how it was until now.

    What is already recorded keeps its own. Raises NotReady for a word that is none, and for uncovering what was
    protected: one slip of an administrator must not bring the next child's matter into the open.
    """
    if wanted not in set(Sensitivity):
        raise NotReady("Choose who may usually know of it.", field="sensitivity")
    if before is Sensitivity.PROTECTED and wanted != Sensitivity.PROTECTED:
        raise NotReady(
            "A protected category stays protected. If this is another kind of matter, end this category and add "
            "a new one.",
            field="sensitivity",
        )
    return Sensitivity(wanted)


def seriousness_from(wanted: int) -> int:
    """Read the usual seriousness. Raises NotReady unless it is 1 to 5."""
    if wanted not in range(1, 6):
        raise NotReady("Choose how serious it usually is, from 1 to 5.", field="seriousness")
    return wanted


def questions_from(lines: Sequence[str]) -> list[str]:
    """Read the questions worth asking, without empty ones. Raises NotReady for too many or too long ones."""
    return _lines(lines, field="questions", called="question", most=MOST_QUESTIONS, longest=LONGEST_QUESTION)


def synonyms_from(lines: Sequence[str]) -> list[str]:
    """Read the other words people use, each once. Raises NotReady for too many or too long ones."""
    kept = _lines(lines, field="synonyms", called="word", most=MOST_SYNONYMS, longest=LONGEST_SYNONYM)
    return list({word.casefold(): word for word in reversed(kept)}.values())[::-1]


def _lines(lines: Sequence[str], *, field: str, called: str, most: int, longest: int) -> list[str]:
    kept = [
        wording.line(words, field=field, called=f"the {called} “{words[:30]}”", longest=longest)
        for words in lines
    ]
    kept = [words for words in kept if words]
    if len(kept) > most:
        raise NotReady(f"These are {len(kept)} {called}s. Keep the {most} that help most.", field=field)
    return kept
