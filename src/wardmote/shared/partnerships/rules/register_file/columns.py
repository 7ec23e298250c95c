"""The columns of each table: what they are called, what they hold, and how a cell is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from wardmote.kernel.refusals import NotReady
from wardmote.kernel.table_files import TableRow, read_table

from ..agreements import CRIMINAL_CONDITIONS, ITEMS_IN_WORDS, LAWFUL_BASES, PURPOSES, SPECIAL_CONDITIONS
from ..details import INTAKE_IN_WORDS, ORGANISATION_WORDS, TEAM_WORDS, check_capacity
from ..register import Intake
from ..setting_up import SetUpFile
from .agreements import (
    PARTIES,
    read_basis,
    read_criminal,
    read_day,
    read_items,
    read_purpose,
    read_purpose_words,
    read_signed,
    read_special,
    read_title,
)

WHOLE_BOROUGH = "whole borough"
USUAL_CAPACITY = 20
"""Referrals a week where nothing is said, as in the form for one team."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: how it is headed, how else it may be, the field it fills, and what stands in the example.

    `read` gives the value from words and raises NotReady. Without it the column says which row is meant, and is read
    by whoever judges. `otherwise` is the value of a new row whose cell is empty, None where it must be filled; only
    a column that `clears` empties a field by an empty cell.
    """

    heading: str
    about: str
    example: str
    also: Sequence[str] = ()
    field: str = ""
    read: Callable[[str], object] | None = None
    otherwise: object = ""
    clears: bool = True
    needed: bool = False
    """Whether a file without it is refused."""


def _capacity(words: str) -> int:
    digits = words.replace(",", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise NotReady("Write a whole number, 0 for a team that only sends.", field="capacity_per_week")
    return check_capacity(int(digits))


_INTAKES = {words.casefold(): intake for intake, words in INTAKE_IN_WORDS.items()}


def _intake(words: str) -> str:
    folded = words.casefold()
    found = _INTAKES.get(folded) or (Intake(folded) if folded in set(Intake) else None)
    if found is None:
        raise NotReady(f"Write one of: {', '.join(Intake)}.", field="intake")
    return found.value


_YES, _NO = {"yes", "y", "ie", "true", "1", "x"}, {"", "no", "n", "na", "false", "0"}


def _yes_or_no(words: str) -> bool:
    if words.casefold() not in _YES | _NO:
        raise NotReady("Write yes, or leave it empty.", field="is_coordinator")
    return words.casefold() in _YES


_KEY = Column(
    heading="key",
    about="The short name that files and addresses use. Leave it empty for a new one: we make it from the name."
    " With it you can change the name.",
    example="",
)

COLUMNS: Mapping[SetUpFile, Sequence[Column]] = {
    SetUpFile.ORGANISATIONS: (
        Column(
            heading="organisation",
            also=("name", "organization", "partner"),
            about="Its name.",
            example="Example Housing Trust",
            field="name",
            read=ORGANISATION_WORDS["name"],
            needed=True,
        ),
        Column(
            heading="kind",
            also=("what kind of partner", "type"),
            about="Council, police, housing association, charity …",
            example="housing association",
            field="kind",
            read=ORGANISATION_WORDS["kind"],
            otherwise=None,
            clears=False,
            needed=True,
        ),
        Column(
            heading="telephone",
            also=("phone", "telephone number", "tel"),
            about="Anybody sees it on the front pages.",
            example="01632 960123",
            field="phone",
            read=ORGANISATION_WORDS["phone"],
        ),
        Column(
            heading="e-mail",
            also=("email", "mail", "e-mail address", "email address"),
            about="A mailbox that several people read.",
            example="hello@housing-trust.example",
            field="email",
            read=ORGANISATION_WORDS["email"],
        ),
        Column(
            heading="note",
            also=("notes",),
            about="Everybody with a role reads it.",
            example="Landlord of 2,400 homes.",
            field="note",
            read=ORGANISATION_WORDS["note"],
        ),
        _KEY,
    ),
    SetUpFile.TEAMS: (
        Column(
            heading="organisation",
            also=("organization", "partner"),
            about="The organisation it belongs to, by name or key. Bring organisations first.",
            example="Example Housing Trust",
            needed=True,
        ),
        Column(
            heading="team",
            also=("name", "team name"),
            about="Its name.",
            example="Repairs desk",
            field="name",
            read=TEAM_WORDS["name"],
            needed=True,
        ),
        Column(
            heading="when it works",
            also=("hours", "working hours"),
            about="Deadlines count only in these hours: Mon-Fri 08:00-18:00, or Day and night.",
            example="Mon-Fri 08:00-18:00; Sat 09:00-12:00",
            field="hours",
            read=TEAM_WORDS["hours"],
            otherwise=None,
            clears=False,
            needed=True,
        ),
        Column(
            heading="what it is for",
            also=("purpose", "remit"),
            about="In plain words, as you would say it to somebody new.",
            example="Mends what is broken in the Trust’s homes.",
            field="remit_words",
            read=TEAM_WORDS["remit_words"],
        ),
        Column(
            heading="its own promise",
            also=("promise", "response standard"),
            about="For example, 2 working days.",
            example="Emergencies in 24 hours",
            field="response_standard",
            read=TEAM_WORDS["response_standard"],
        ),
        Column(
            heading="referrals a week",
            also=("capacity", "capacity per week", "referrals a usual week can hold"),
            about=f"How many a usual week can hold; 0 for a team that only sends. {USUAL_CAPACITY} if nothing is said.",
            example="30",
            field="capacity_per_week",
            read=_capacity,
            otherwise=USUAL_CAPACITY,
            clears=False,
        ),
        Column(
            heading="how referrals reach it",
            also=("intake",),
            about=f"One of {', '.join(Intake)}. account, if nothing is said: they sign in here.",
            example="account",
            field="intake",
            read=_intake,
            otherwise=Intake.ACCOUNT.value,
            clears=False,
        ),
        Column(
            heading="how its own numbers look",
            also=("own numbers", "reference format"),
            about="For example, ASB/{yy}/{n:04}.",
            example="RD-{n:05}",
            field="reference_format",
            read=TEAM_WORDS["reference_format"],
        ),
        Column(
            heading="e-mail",
            also=("email", "mail", "e-mail address", "email address"),
            about="The team’s mailbox.",
            example="repairs@housing-trust.example",
            field="email",
            read=TEAM_WORDS["email"],
        ),
        Column(
            heading="coordinator’s desk",
            also=("coordinators desk", "coordinator", "is coordinator", "coordinator desk"),
            about="yes for the one desk that settles what nobody claims.",
            example="",
            field="is_coordinator",
            read=_yes_or_no,
            otherwise=False,
            clears=False,
        ),
        _KEY,
    ),
    SetUpFile.REMITS: (
        Column(
            heading="organisation",
            also=("organization", "partner"),
            about="Only needed where two organisations have a team of the same name.",
            example="Example Housing Trust",
        ),
        Column(
            heading="team",
            also=("name", "team name"),
            about="The team, by name or key. Bring teams first.",
            example="Repairs desk",
            needed=True,
        ),
        Column(
            heading="category",
            also=("kind of matter", "takes", "category name"),
            about="The kind of matter it takes, by name or key. One row for each.",
            example="Damp and mould",
            needed=True,
        ),
        Column(
            heading="where",
            also=("areas", "area", "wards", "ward", "places"),
            about="Wards and areas, parted by semicolons. Empty for the whole borough.",
            example="First Ward; Second Ward",
        ),
        Column(
            heading="its own standard",
            also=("own standard", "own clock", "clock", "standard"),
            about="A clock, by name or key, where the team answers faster or slower than the category’s clock says. "
            "Empty for that one.",
            example="",
        ),
    ),
    SetUpFile.AGREEMENTS: (
        Column(
            heading="agreement",
            also=("title", "name", "sharing agreement"),
            about="Its title, as it stands on the paper.",
            example="Warm homes referrals",
            field="title",
            read=read_title,
            needed=True,
        ),
        Column(
            heading="purpose",
            about=f"One of {', '.join(PURPOSES)}.",
            example=PURPOSES["housing"],
            field="purpose",
            read=read_purpose,
            needed=True,
        ),
        Column(
            heading="what it is for",
            also=("purpose in words", "in words"),
            about="So that somebody whose data is shared would understand it.",
            example="So that people in cold homes get help with heating.",
            field="purpose_words",
            read=read_purpose_words,
            needed=True,
        ),
        Column(
            heading="lawful basis",
            also=("basis",),
            about=f"UK GDPR, article 6. One of {', '.join(LAWFUL_BASES)}.",
            example="Public task",
            field="lawful_basis",
            read=read_basis,
            needed=True,
        ),
        Column(
            heading="special categories",
            also=("special category condition", "special condition"),
            about=f"Article 9. Empty where no such data is shared, or one of {', '.join(SPECIAL_CONDITIONS)}.",
            example="",
            field="special_condition",
            read=read_special,
        ),
        Column(
            heading="criminal offences",
            also=("criminal offence condition", "criminal condition"),
            about=f"Article 10. Empty where no such data is shared, or one of {', '.join(CRIMINAL_CONDITIONS)}.",
            example="",
            field="criminal_condition",
            read=read_criminal,
        ),
        Column(
            heading="may be shared",
            also=("items", "data items", "what may be shared"),
            about=f"Parted by semicolons: {'; '.join(ITEMS_IN_WORDS.values())}.",
            example="what was seen and where; names; addresses",
            field="items",
            read=read_items,
            needed=True,
        ),
        Column(
            heading="from",
            also=("first day", "begins", "begins on"),
            about="Its first day.",
            example="2026-04-01",
            field="begins_on",
            read=partial(read_day, field="begins_on"),
            needed=True,
        ),
        Column(
            heading="review by",
            also=("review", "review on", "to be reviewed by"),
            about="It goes on until it is ended, reviewed or not.",
            example="2028-04-01",
            field="review_on",
            read=partial(read_day, field="review_on"),
            needed=True,
        ),
        Column(
            heading=PARTIES,
            also=("party", "partners", "organisations"),
            about="Organisations, by name or key, parted by semicolons. New ones join today. Nobody leaves by a table.",
            example="Example Housing Trust",
        ),
        Column(
            heading="signed paper",
            also=("signed", "where the signed paper lies"),
            about="Its number, or the address where it is kept.",
            example="ISA/2026/4",
            field="signed",
            read=read_signed,
        ),
        _KEY,
    ),
}
"""What each table holds. The first column is the leftmost; in `also` stand headings we understand too."""


def headings(kind: SetUpFile) -> list[str]:
    """How the columns of a table are headed."""
    return [column.heading for column in COLUMNS[kind]]


def read_rows(kind: SetUpFile, content: bytes) -> list[TableRow]:
    """Read a file of this kind. Raises UnreadableTable with what to do."""
    columns = COLUMNS[kind]
    return read_table(
        content,
        columns={column.heading: (column.heading, *column.also) for column in columns},
        needed=[column.heading for column in columns if column.needed],
    )
