"""The sections that join what several modules know: broken glass, agreements due for review, disclosures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from django.urls import reverse

from wardmote.kernel.access import allows
from wardmote.kernel.actor import Actor
from wardmote.kernel.ui.sections import Board, Filled, Section, register
from wardmote.modules.referrals import queries as referrals
from wardmote.modules.referrals.permissions import Permission
from wardmote.modules.referrals.rules.glass import GLASS_REASONS, GlassReason
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import RoleName

if TYPE_CHECKING:
    from wardmote.modules.referrals.models import BrokenGlass

FEW = 5
"""Rows of a section; the whole list is a page of its own."""

GlassRow: TypeAlias = "tuple[BrokenGlass, str, bool]"
"""One time, why in words, and whether who did it is of the officer's own organisation."""


def organisations_of(actor: Actor) -> tuple[int, ...]:
    """The organisations whose data protection officer the actor is."""
    return partnerships.ids_in_scopes(actor.scopes(RoleName.DATA_PROTECTION_OFFICER), "organisation")


def glass_rows(actor: Actor, found: Sequence[BrokenGlass]) -> Sequence[GlassRow]:
    """Broken glass as the pages show it. One query."""
    own = partnerships.who_worked_for(organisations_of(actor), among={glass.person_id for glass in found})
    return [(glass, _why(glass), glass.person_id in own) for glass in found]


def _why(glass: BrokenGlass) -> str:
    return (
        "Tried, and was refused: their role may not"
        if glass.refused
        else GLASS_REASONS[GlassReason(glass.reason)]
    )


def _glass(actor: Actor) -> Filled:
    page = referrals.glass_broken(actor, size=FEW)
    return Filled(
        url=reverse("pages:glass_broken"),
        more="Every time somebody broke the glass",
        context={"rows": glass_rows(actor, page.rows)},
    )


def _agreements(actor: Actor) -> Filled:
    due = partnerships.agreements_to_review(actor, organisations_of(actor))
    said = f"{len(due)} agreement{'' if len(due) == 1 else 's'} to review" if due else ""
    return Filled(waiting=len(due), said=said, context={"rows": due})


def _disclosures(actor: Actor) -> Filled:
    page = referrals.disclosures_watched(actor, size=FEW)
    return Filled(
        url=reverse("pages:disclosures_watched"),
        more="Everything that was shared",
        context={"rows": page.rows},
    )


def _protects_data(actor: Actor) -> bool:
    return allows(actor, Permission.WATCH_LOOKS)


def register_sections() -> None:
    """Put these sections on the desk. Once, as the house is set up."""
    register(
        Board.DATA_PROTECTION,
        Section(
            key="glass",
            heading="Broken glass",
            about=(
                "Somebody who breaks the glass opens one record, for one hour, that their team has no part in. You"
                " are told at once where it concerns your organisation. You see that it was done and why, not what"
                " the record says."
            ),
            order=20,
            template="pages/data_protection/glass_section.html",
            shown_to=_protects_data,
            fill=_glass,
        ),
        Section(
            key="agreements",
            heading="Agreements due for review",
            about="Sharing agreements of your organisation whose review has come, or comes within six weeks.",
            order=50,
            template="pages/data_protection/agreements_section.html",
            shown_to=_protects_data,
            fill=_agreements,
        ),
        Section(
            key="disclosures",
            heading="What was shared",
            about=(
                "Each time your organisation told another of people, or was told: what kind of data and on what"
                " ground, never the content. Nothing of what is protected is here."
            ),
            order=60,
            template="pages/data_protection/disclosures_section.html",
            shown_to=_protects_data,
            fill=_disclosures,
        ),
    )
