"""Figures are brought in from a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction

from wardmote.kernel import access, clock
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.database import in_turn, insert_many
from wardmote.kernel.refusals import Conflict

from ..audit import Audited
from ..models import Figure, Finding, Indicator, Release
from ..permissions import Permission
from ..queries.judging import Judgement, judge, judge_again
from ..rules import Certainty, FindingKind, Mark
from ..rules.checks import At, Found
from ..rules.layout import TurnedAway
from ..rules.mapping import IndicatorSpec

IN_TURN = "figures"
_AT_ONCE = 5_000
MOST_FINDINGS = 500
MOST_LOOKED_AT_AGAIN = 200
_SAME = ("kind", "per", "unit")
_BY_CHECKS = (Mark.IN_DOUBT.value, Mark.OUT_OF_RANGE.value)

Tell = Callable[[str], None]
Gist = tuple[str, str, tuple[str, ...], tuple[str, ...], str]


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What became of a file: its release, whether it is new, and everything that was read and found.

    ``elsewhere`` are findings that other releases got, because they could be checked against this one.
    """

    release: Release
    judgement: Judgement
    is_new: bool
    elsewhere: Sequence[Finding] = ()


def digest(content: bytes) -> str:
    """The hash by which a file is known again."""
    return sha256(content).hexdigest()


@transaction.atomic
def bring_figures(
    *, by: Actor, content: bytes, file_name: str, mapping: str, tell: Tell = lambda how_far: None
) -> Brought:
    """Bring in the figures of a file as a mapping says, all of them or none; check them, and others by them.

    The same file by the same mapping changes nothing. An earlier release of the same table and period is superseded,
    and stays. Raises WrongMapping, UnreadableTable, or Conflict where an indicator is something else already.
    """
    access.require(by, Permission.BRING_FIGURES)
    in_turn(IN_TURN)
    tell("reading and checking")
    judgement = judge(by, content=content, mapping=mapping)
    said, hashes = judgement.mapping.release, (digest(content), digest(mapping.encode()))
    earlier = Release.objects.filter(key=said.key, period=judgement.period, superseded_by=None).first()
    if earlier is not None and (earlier.sha256, earlier.mapping_sha256) == hashes:
        return Brought(release=earlier, judgement=judgement, is_new=False)
    kept = _indicators(judgement.mapping.indicators)
    release = Release(
        key=said.key,
        title=said.title,
        source=said.source,
        publisher=said.publisher,
        period=judgement.period,
        licence=said.licence,
        address=said.address,
        paper=said.paper,
        note=said.note,
        file_name=file_name[:255],
        sha256=hashes[0],
        mapping=mapping,
        mapping_sha256=hashes[1],
        rows_read=judgement.rows,
        imported_at=clock.now(),
        imported_by_id=by.person_id,
    )
    _put_in_place(release, earlier)
    _keep_figures(release, judgement, kept, tell)
    _keep_findings(release, [*judgement.found, *_turned_away(judgement.turned_away)])
    record(
        Audited.RELEASE_BROUGHT,
        by=by,
        subject=release,
        key=release.key,
        figures=len(judgement.figures),
        findings=len(judgement.found),
        rejected=len(judgement.turned_away),
        superseded=earlier.pk if earlier else None,
    )
    tell("checking others by it")
    elsewhere = look_again(
        by, but=release, sets={one.at.code_set for one in judgement.figures}, keys=set(kept)
    )
    return Brought(release=release, judgement=judgement, is_new=True, elsewhere=elsewhere)


def _put_in_place(release: Release, earlier: Release | None) -> None:
    """Keep the release, and let it supersede the one before. One of a table and period stands at a time."""
    if earlier is None:
        release.save(force_insert=True)
        return
    release.superseded_by = earlier
    release.save(force_insert=True)
    earlier.superseded_by = release
    earlier.save(update_fields=["superseded_by"])
    release.superseded_by = None
    release.save(update_fields=["superseded_by"])


def _indicators(specs: Iterable[IndicatorSpec]) -> dict[str, Indicator]:
    by_key = {spec.key: spec for spec in specs}
    there = Indicator.objects.select_for_update().in_bulk(list(by_key), field_name="key")
    for key, row in there.items():
        for what in _SAME:
            had, has = getattr(row, what), getattr(by_key[key], what)
            if had != has:
                raise Conflict(
                    f"“{key}” is known already, and its {what} is “{had}”. This mapping says “{has}”. Give it another"
                    " key, or mend the mapping."
                )
    rows = [
        Indicator(
            pk=there[key].pk if key in there else None,
            key=key,
            name=spec.name,
            topic=spec.topic.value,
            unit=spec.unit,
            kind=spec.kind.value,
            per=spec.per,
            weight=spec.weight,
            base=spec.base,
            breakdown=spec.breakdown,
            member=spec.member,
            order=spec.order,
            polarity=spec.polarity.value,
            lowest=spec.lowest,
            highest=spec.highest,
            decimals=spec.decimals,
            about=spec.about,
        )
        for key, spec in by_key.items()
    ]
    Indicator.objects.bulk_create([row for row in rows if row.pk is None])
    Indicator.objects.bulk_update(
        [row for row in rows if row.key in there],
        ["name", "topic", "weight", "base", "breakdown", "member", "order", "polarity", "lowest", "highest",
         "decimals", "about"],
    )  # fmt: skip
    return Indicator.objects.in_bulk(list(by_key), field_name="key")


def _keep_figures(release: Release, judgement: Judgement, kept: dict[str, Indicator], tell: Tell) -> None:
    marks = judgement.marks
    rows = [
        Figure(
            release=release,
            indicator=kept[one.at.indicator],
            code_set=one.at.code_set,
            area_code=one.at.code,
            area_name=one.area if one.area != one.at.code else "",
            period=one.period,
            period_from=one.at.start,
            period_until=one.at.until,
            value=one.value,
            numerator=one.numerator,
            denominator=one.denominator,
            printed=one.printed,
            marks=sorted(marks[one.at]),
        )
        for one in judgement.figures
    ]
    for first in range(0, len(rows), _AT_ONCE):
        insert_many(rows[first : first + _AT_ONCE])
        tell(f"{min(first + _AT_ONCE, len(rows)):,} of {len(rows):,} figures")


def _turned_away(rows: Sequence[TurnedAway]) -> list[Found]:
    return [
        Found(
            kind=FindingKind.ROW,
            certainty=Certainty.CERTAIN,
            sentence=f"Row {one.row} cannot be used. {one.because}",
            facts={"row": one.row, "words": one.words, "because": one.because},
        )
        for one in rows
    ]


def _keep_findings(release: Release, found: Sequence[Found]) -> list[Finding]:
    now = clock.now()
    return Finding.objects.bulk_create(
        Finding(
            release=release,
            kind=one.kind.value,
            certainty=one.certainty.value,
            sentence=one.sentence[:2_000],
            indicator_keys=_about(one)[0],
            area_codes=_about(one)[1],
            facts={**one.facts, **({"code_set": one.about[0].code_set} if one.about else {})},
            found_at=now,
        )
        for one in found[:MOST_FINDINGS]
    )


def look_again(
    by: Actor, *, but: Release | None = None, sets: Iterable[str] = (), keys: Iterable[str] = ()
) -> list[Finding]:
    """Check kept releases against what has become known: those of the same areas, or of the same indicators.

    What the checks say newly is added; what they no longer say is ended, and stays to be read.
    """
    touched = Release.objects.filter(superseded_by=None).exclude(mapping="")
    if but is not None:
        theirs = touched.filter(figures__code_set__in=list(sets)) | touched.filter(
            figures__indicator__key__in=list(keys)
        )
        touched = theirs.exclude(pk=but.pk)
    new: list[Finding] = []
    for release in touched.distinct().order_by("pk")[:MOST_LOOKED_AT_AGAIN]:
        judged = judge_again(by, release)
        if judged is not None:
            new += _said_anew(release, judged[1])
    return new


def _said_anew(release: Release, found: Sequence[Found]) -> list[Finding]:
    by_file = [FindingKind.ROW.value, FindingKind.UNKNOWN_AREA.value, FindingKind.NOT_A_NUMBER.value]
    standing = {
        _gist(one.kind, one.certainty, one.indicator_keys, one.area_codes, one.facts): one.pk
        for one in release.findings.filter(overtaken_at=None).exclude(kind__in=by_file)
    }
    says = {_gist_of(one): one for one in found if one.kind.value not in by_file}
    # That areas could not be looked up is said when a file comes; only what could not be weighed is looked at again.
    stays = [gist for gist in standing if gist[0] == FindingKind.NOT_CHECKED and not gist[-1]]
    gone = [pk for gist, pk in standing.items() if gist not in says and gist not in stays]
    release.findings.filter(pk__in=gone).update(overtaken_at=clock.now())
    new = _keep_findings(release, [one for gist, one in says.items() if gist not in standing])
    _mark_anew(release, list(says.values()))
    return new


def _gist_of(one: Found) -> Gist:
    return _gist(one.kind.value, one.certainty.value, *_about(one), one.facts)


def _gist(
    kind: str, certainty: str, keys: Iterable[str], codes: Iterable[str], facts: Mapping[str, object]
) -> Gist:
    """What makes two findings the same, whatever their numbers and words; last, what could not be weighed."""
    return (
        kind,
        certainty,
        tuple(keys),
        tuple(codes),
        str(facts.get("weight", "")) * (kind == FindingKind.NOT_CHECKED),
    )


def _about(one: Found) -> tuple[list[str], list[str]]:
    return sorted({at.indicator for at in one.about}), sorted({at.code for at in one.about})[:1_000]


def _mark_anew(release: Release, found: Sequence[Found]) -> None:
    """Let the marks that checks give be those of the checks as they stand. Values are never touched."""
    wanted: dict[At, set[str]] = {}
    for one in found:
        if one.mark is not None and one.certainty is not Certainty.NOTE:
            for at in one.about:
                wanted.setdefault(at, set()).add(one.mark.value)
    changed = []
    for row in release.figures.select_related("indicator"):
        at = At(row.indicator.key, row.code_set, row.area_code, row.period_from, row.period_until)
        marks = sorted({mark for mark in row.marks if mark not in _BY_CHECKS} | wanted.get(at, set()))
        if marks != sorted(row.marks):
            row.marks = marks
            changed.append(row)
    Figure.objects.bulk_update(changed, ["marks"], batch_size=500)
