"""How the command line tells of figures and lookups that are brought in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wardmote.project.progress import say

if TYPE_CHECKING:
    from wardmote.modules.insight.models import Finding
    from wardmote.modules.insight.queries.judging import Judgement
    from wardmote.modules.insight.rules.layout import TurnedAway

SHOWN = 20
"""Findings and rows that are printed; the rest are counted."""


def one_line(text: str) -> str:
    """A sentence on one line, without what a terminal would obey."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def read_text(mapping: Path) -> str:
    """The text of a mapping file."""
    try:
        return mapping.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(
            f"{mapping} is not text in UTF-8. Save it as UTF-8. Nothing was changed."
        ) from error


@contextmanager
def told_plainly(mapping: Path) -> Iterator[None]:
    """Tell in sentences why a file cannot be brought in."""
    from django.db import OperationalError

    from wardmote.kernel.mapping_files import WrongMapping
    from wardmote.kernel.refusals import Conflict
    from wardmote.kernel.table_files import UnreadableTable

    try:
        yield
    except WrongMapping as error:
        raise click.ClickException(f"{mapping} cannot be used yet. Nothing was changed.\n{error}") from error
    except (UnreadableTable, Conflict) as error:
        raise click.ClickException(f"{one_line(str(error))} Nothing was changed.") from error
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) != "55P03":
            raise
        raise click.ClickException(
            "Somebody is bringing in figures at this moment. Nothing was changed. Run it again."
        ) from error


def tell(judgement: Judgement) -> None:
    """Say what a file holds and what the checks found."""
    from wardmote.modules.insight.rules import CERTAINTY_IN_WORDS

    say(
        f"Headings in row {judgement.heading_row}. {judgement.rows:,} rows, {len(judgement.figures):,} figures,"
        f" {one_line(judgement.period)}."
    )
    if judgement.passed_over:
        say(f"Rows without a figure, or left out by the mapping: {judgement.passed_over:,}.")
    if judgement.unread:
        say(f"Columns that the mapping does not speak of: {one_line(', '.join(judgement.unread[:8]))}.")
    for found in judgement.found[:SHOWN]:
        say(f"  {CERTAINTY_IN_WORDS[found.certainty]}: {one_line(found.sentence)}")
    if len(judgement.found) > SHOWN:
        say(f"  and {len(judgement.found) - SHOWN:,} more.")
    if not judgement.found:
        say("The checks found nothing.")


def tell_elsewhere(findings: Sequence[Finding]) -> None:
    """Say what was found in other releases, because they could be checked against what came."""
    if findings:
        say("By this, others could be checked:")
    for one in findings[:SHOWN]:
        say(f"  {one_line(one.release.title)}: {one_line(one.sentence)}")
    if len(findings) > SHOWN:
        say(f"  and {len(findings) - SHOWN:,} more.")


def tell_rejected(rows: Sequence[TurnedAway], rejected: Path | None) -> None:
    """Say which rows cannot be used, and write them all where that was asked for."""
    from wardmote.kernel.ui.tables import table_text
    from wardmote.modules.insight.rules.layout import REJECTED_HEADINGS

    if rows:
        say(f"Rows that cannot be used: {len(rows):,}.")
    for row in rows[:SHOWN]:
        say(f"  Row {row.row}: {one_line(row.because)}")
    if len(rows) > SHOWN:
        say(f"  and {len(rows) - SHOWN:,} more{'' if rejected else '; --rejected OUT.csv writes all'}.")
    if rejected is not None:
        table = table_text(REJECTED_HEADINGS, [[one.row, one.words, one.because] for one in rows])
        rejected.write_text(table, encoding="utf-8-sig", newline="")
        say(f"Rows that cannot be used, and why: {rejected}")
