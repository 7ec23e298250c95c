"""The register of sharing agreements: as it is kept, and as those ask who want to share."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import today
from wardmote.kernel.database import Page, page_of

from ..models import AgreementPaper, AgreementParty, Organisation, Partnership, SharingAgreement
from ..permissions import Permission
from ..ports import pairs_exchanging
from ..rules.agreements import REVIEW_SOON, AgreementFacts, pairs_without


def agreements_kept(
    actor: Actor,
    *,
    words: str = "",
    due: bool = False,
    ended: bool = False,
    after: str | None = None,
    size: int = 25,
) -> Page[SharingAgreement]:
    """The agreements, by the day of their review, each with its parties: two queries. Raises NotAllowed.

    Of each the newest edition; `due` keeps those whose review has come or comes within six weeks.
    """
    access.require(actor, Permission.CHANGE_REGISTER)
    newest = SharingAgreement.objects.order_by("key", "-edition").distinct("key")
    found = SharingAgreement.objects.filter(pk__in=newest.values("pk"))
    if not ended:
        found = found.filter(_standing())
    if due:
        found = found.filter(_standing(), review_on__lte=today() + REVIEW_SOON)
    if words:
        found = found.filter(
            Q(title__icontains=words)
            | Q(pk__in=AgreementParty.objects.filter(organisation__name__icontains=words).values("agreement"))
        )
    return page_of(_with_parties(found), order=("review_on", "id"), after=after, size=size)


def agreements_due(actor: Actor) -> int:
    """How many agreements are due for review, or will be within six weeks. None for whoever does not keep them."""
    if not access.allows(actor, Permission.CHANGE_REGISTER):
        return 0
    newest = SharingAgreement.objects.order_by("key", "-edition").distinct("key")
    return SharingAgreement.objects.filter(
        _standing(), pk__in=newest.values("pk"), review_on__lte=today() + REVIEW_SOON
    ).count()


_FEW_PARTIES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ToReview:
    """An agreement whose review has come, or comes soon: its title, the day, whether that is over, its parties.

    Of many parties the first few by name, and how many ``more`` there are.
    """

    title: str
    review_on: date
    is_late: bool
    parties: Sequence[str]
    more: int


def agreements_to_review(actor: Actor, organisation_ids: Collection[int]) -> Sequence[ToReview]:
    """The agreements of some organisations due for review within six weeks, the most urgent first, at most fifty.

    Two queries. Raises NotAllowed for somebody who holds no role.
    """
    access.require(actor, Permission.READ_REGISTER)
    newest = SharingAgreement.objects.order_by("key", "-edition").distinct("key")
    naming = AgreementParty.objects.filter(organisation__in=organisation_ids, ended_on__isnull=True)
    found = SharingAgreement.objects.filter(
        _standing(),
        pk__in=newest.values("pk"),
        review_on__lte=today() + REVIEW_SOON,
    ).filter(pk__in=naming.values("agreement"))
    due = []
    for agreement in _with_parties(found).order_by("review_on", "pk")[:50]:
        names = [party.organisation.name for party in agreement.parties.all() if party.ended_on is None]
        due.append(
            ToReview(
                title=agreement.title,
                review_on=agreement.review_on,
                is_late=agreement.review_on < today(),
                parties=names[:_FEW_PARTIES],
                more=len(names[_FEW_PARTIES:]),
            )
        )
    return due


def agreement_kept(actor: Actor, key: str, edition: int | None = None) -> SharingAgreement:
    """One edition of an agreement with its parties, the newest unless one is named. Raises NotAllowed, DoesNotExist."""
    access.require(actor, Permission.CHANGE_REGISTER)
    editions = _with_parties(SharingAgreement.objects.filter(key=key))
    if edition is not None:
        return editions.get(edition=edition)
    found = editions.order_by("-edition").first()
    if found is None:
        raise SharingAgreement.DoesNotExist
    return found


def agreements_ending(by: Actor, *, since: date, until: date) -> Sequence[SharingAgreement]:
    """The agreements that end within these days, both included, with no edition that goes on from there; with their
    parties. Wardmote itself asks."""
    access.require(by, Permission.MAIL_LINK)
    onward = SharingAgreement.objects.filter(
        key=OuterRef("key"), edition__gt=OuterRef("edition"), begins_on__lte=OuterRef("ended_on")
    )
    ending = SharingAgreement.objects.filter(~Exists(onward), ended_on__range=(since, until))
    return list(_with_parties(ending).order_by("ended_on", "pk"))


def paper_of(actor: Actor, agreement: SharingAgreement) -> AgreementPaper | None:
    """The signed paper of an edition, if one is kept. Raises NotAllowed."""
    access.require(actor, Permission.CHANGE_REGISTER, agreement)
    return agreement.papers.filter(ended_at__isnull=True).select_related("added_by").first()


def editions_of(actor: Actor, agreement: SharingAgreement) -> Sequence[SharingAgreement]:
    """Every edition of an agreement, the newest first, at most fifty. Raises NotAllowed."""
    access.require(actor, Permission.CHANGE_REGISTER, agreement)
    return list(SharingAgreement.objects.filter(key=agreement.key).order_by("-edition")[:50])


def _standing() -> Q:
    return Q(ended_on__isnull=True) | Q(ended_on__gt=today())


def _with_parties(agreements: QuerySet[SharingAgreement]) -> QuerySet[SharingAgreement]:
    parties = AgreementParty.objects.select_related("organisation").order_by(
        F("ended_on").desc(nulls_first=True), "organisation__name", "pk"
    )
    return agreements.prefetch_related(Prefetch("parties", queryset=parties))


def agreements_naming(actor: Actor, organisation_ids: Collection[int]) -> list[AgreementFacts]:
    """Every agreement, in force or not, to which one of the organisations is or was a party: two queries.

    Raises NotAllowed for somebody who holds no role.
    """
    access.require(actor, Permission.READ_REGISTER)
    naming = AgreementParty.objects.filter(organisation__in=organisation_ids).values("agreement")
    return [a.facts for a in SharingAgreement.objects.filter(pk__in=naming).prefetch_related("parties")]


def agreement_numbered(actor: Actor, key: str) -> int | None:
    """The number of the edition of an agreement that holds today. Raises NotAllowed for somebody without a role."""
    access.require(actor, Permission.READ_REGISTER)
    held = SharingAgreement.objects.filter(_standing(), key=key, begins_on__lte=today())
    return held.values_list("pk", flat=True).first()


def agreement_titles(actor: Actor, numbers: Collection[int]) -> dict[int, str]:
    """The titles of agreements by number. Raises NotAllowed for somebody who holds no role."""
    access.require(actor, Permission.READ_REGISTER)
    return dict(SharingAgreement.objects.filter(pk__in=numbers).values_list("pk", "title"))


def grounds_asked_on(day: date) -> bool:
    """Whether what is shared of people on that day must rest on a ground that is named."""
    since = Partnership.objects.values_list("grounds_from", flat=True).first()
    return since is not None and since <= day


def grounds_asked_from(actor: Actor) -> date | None:
    """From which day a ground is asked for; None while it is not. Raises NotAllowed."""
    access.require(actor, Permission.CHANGE_REGISTER)
    return Partnership.objects.values_list("grounds_from", flat=True).first()


@dataclass(frozen=True, slots=True)
class Unagreed:
    """Two organisations that have told each other of people, and no agreement in force joins them."""

    first: Organisation
    second: Organisation


def exchanging_without_agreement(actor: Actor) -> Sequence[Unagreed]:
    """The pairs between which referrals about people are open with no agreement in force, by name: four queries.

    Protected matters are left out: nobody learns that there are any. Raises NotAllowed.
    """
    access.require(actor, Permission.CHANGE_REGISTER)
    facts = [a.facts for a in SharingAgreement.objects.filter(_standing()).prefetch_related("parties")]
    pairs = pairs_without(pairs_exchanging(), facts, today())
    named = Organisation.objects.in_bulk({pk for pair in pairs for pk in pair})
    found = [Unagreed(*sorted((named[a], named[b]), key=lambda one: one.name)) for a, b in pairs]
    return sorted(found, key=lambda pair: (pair.first.name, pair.second.name))
