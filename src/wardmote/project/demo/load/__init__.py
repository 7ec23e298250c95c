"""Puts the demo borough into an empty database, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from wardmote.kernel import clock
from wardmote.kernel.actor import system
from wardmote.kernel.audit.record import record
from wardmote.kernel.database import as_system
from wardmote.modules.referrals.actions import publish_counts, renew_links
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.models import Partnership
from wardmote.shared.retention.actions import count_due

from .. import SEED, ground, history
from .. import content as written
from .audit import Audited
from .figures import load_figures
from .gathered import load_gathered
from .partners import load_partners
from .people import load_people
from .places import load_ground
from .resources import load_resources
from .said import load_said
from .sendings import load_sendings

VARIANTS = 2100
"""Observations made from the hand-written ones, so that with what fills the desks there are about 3,000."""

PARTNERSHIP = {
    "name": "Walsall Partnership (demo)",
    "short_name": "Walsall",
    "is_demo": True,
    "latitude": 52.586,
    "longitude": -1.981,
}

Progress = Callable[[int, str], None]


class NotEmpty(Exception):
    """Another partnership is kept here. The message says what to do."""


def load(
    *, seed: int = SEED, variants: int = VARIANTS, progress: Progress = lambda percent, what: None
) -> bool:
    """Load the demo borough as of now. False when it is here already: then nothing is changed.

    One transaction, so that what was stopped half way leaves nothing behind; two at once load it once, because
    the second waits for the first one's partnership. `progress` hears the percentage done, and what is next.
    Raises NotEmpty when another partnership is kept here.
    """
    if (here := partnerships.the_partnership()) is not None:
        return _is_the_demo(here)
    content = written.read()
    progress(2, "drawing the map")
    land = ground.lay_out(content, seed)
    progress(5, "two years of history")
    past = history.make(
        content,
        seed=seed,
        now=clock.now().astimezone(clock.LONDON),
        holidays=partnerships.bank_holidays(),
        variants=variants,
    )
    with transaction.atomic(), as_system("loading the demo borough"):
        partnership, is_new = Partnership.objects.get_or_create(
            only=True, defaults={**PARTNERSHIP, "grounds_from": clock.today()}
        )
        if not is_new:
            return _is_the_demo(partnership)
        progress(45, "partners, teams and what they take")
        areas = load_ground(content, land)
        load_resources(content)
        load_figures()
        teams, categories = load_partners(content, areas)
        people = load_people(content, areas, teams)
        progress(50, f"{len(past.said):,} observations")
        kept = load_said(
            content, past, land, seed, areas=areas, teams=teams, categories=categories, people=people
        )
        progress(70, f"{len(past.sendings):,} referrals")
        load_sendings(past, seed, observations=kept, teams=teams, people=people)
        progress(95, "issues")
        load_gathered(content, observations=kept, people=people)
        for team in teams.values():
            if team.answers_by_link:
                renew_links(by=system("loading the demo borough"), team=team)
        record(
            Audited.DEMO_LOADED,
            by=system("loading the demo borough"),
            subject=partnership,
            seed=seed,
            observations=len(past.said),
            referrals=len(past.sendings),
        )
        count_due(by=system("loading the demo borough"))
        publish_counts(by=system("loading the demo borough"))
    progress(100, "done")
    return True


def _is_the_demo(partnership: Partnership) -> bool:
    """False, for nothing was loaded; unless the partnership is a real one."""
    if not partnership.is_demo:
        raise NotEmpty(f"{partnership.name} is kept in this database. The demo goes into an empty one only.")
    return False
