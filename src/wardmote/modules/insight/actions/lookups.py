"""Lookups between sets of area codes are brought in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from wardmote.kernel import access, clock
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.database import in_turn, insert_many

from ..audit import Audited
from ..models import Finding, Lookup, LookupPart
from ..permissions import Permission
from ..queries.lookups import JudgedLookup, judge_lookup
from ..rules import How
from .bringing import IN_TURN, Tell, digest, look_again


@dataclass(frozen=True, kw_only=True)
class BroughtLookup:
    """What became of a file: the lookup, whether it is new, what was read, and what other releases got by it."""

    lookup: Lookup
    judged: JudgedLookup
    is_new: bool
    elsewhere: Sequence[Finding] = ()


@transaction.atomic
def bring_lookup(
    *, by: Actor, content: bytes, file_name: str, mapping: str, tell: Tell = lambda how_far: None
) -> BroughtLookup:
    """Bring in which codes of one set became which of another, all or none; then check figures by it.

    The same file by the same mapping changes nothing; another one between the same sets supersedes the one before.
    Raises WrongMapping or UnreadableTable.
    """
    access.require(by, Permission.BRING_FIGURES)
    in_turn(IN_TURN)
    judged = judge_lookup(by, content=content, mapping=mapping)
    said, hashes = judged.mapping, (digest(content), digest(mapping.encode()))
    earlier = Lookup.objects.filter(from_set=said.from_set, to_set=said.to_set, superseded_by=None).first()
    if earlier is not None and (earlier.sha256, earlier.mapping_sha256) == hashes:
        return BroughtLookup(lookup=earlier, judged=judged, is_new=False)
    lookup = Lookup(
        from_set=said.from_set,
        to_set=said.to_set,
        title=said.release.title,
        source=said.release.source,
        licence=said.release.licence,
        address=said.release.address,
        file_name=file_name[:255],
        sha256=hashes[0],
        mapping_sha256=hashes[1],
        imported_at=clock.now(),
        imported_by_id=by.person_id,
    )
    if earlier is None:
        lookup.save(force_insert=True)
    else:
        lookup.superseded_by = earlier
        lookup.save(force_insert=True)
        earlier.superseded_by = lookup
        earlier.save(update_fields=["superseded_by"])
        lookup.superseded_by = None
        lookup.save(update_fields=["superseded_by"])
    insert_many(_parts(lookup, judged.shares, judged.changes))
    record(
        Audited.LOOKUP_BROUGHT,
        by=by,
        subject=lookup,
        from_set=lookup.from_set,
        to_set=lookup.to_set,
        parts=len(judged.shares),
        rejected=len(judged.turned_away),
    )
    return BroughtLookup(lookup=lookup, judged=judged, is_new=True, elsewhere=look_again(by))


def _parts(
    lookup: Lookup,
    shares: Mapping[tuple[str, str], tuple[Decimal, How, Decimal, How]],
    changes: Mapping[tuple[str, str], str],
) -> list[LookupPart]:
    return [
        LookupPart(
            lookup=lookup,
            from_code=old,
            to_code=new,
            share=share,
            how=how.value,
            share_back=back,
            how_back=how_back.value,
            change=changes.get((old, new), "")[:10],
        )
        for (old, new), (share, how, back, how_back) in sorted(shares.items())
    ]
