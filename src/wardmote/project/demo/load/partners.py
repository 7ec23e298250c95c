"""Organisations, teams and remits; categories and clocks; closures and capacity."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from wardmote.kernel import clock
from wardmote.shared.geography.models import Area
from wardmote.shared.partnerships.models import (
    AgreementParty,
    CapacityStatement,
    Category,
    CategoryGroup,
    ClockProfile,
    Closure,
    Organisation,
    Remit,
    SharingAgreement,
    Team,
)

from ..content import Content
from ..times import yearly

SINCE = timedelta(days=900)
"""How long before day 0 teams and people were there."""


def load_partners(content: Content, areas: Mapping[str, Area]) -> tuple[dict[str, Team], dict[str, Category]]:
    """Write the partners and what can be told. Gives teams and categories by key."""
    clocks = _clocks(content)
    categories = _categories(content, clocks)
    organisations = {
        o.key: o
        for o in Organisation.objects.bulk_create(
            Organisation(key=o.key, name=o.name, kind=o.kind, note=o.note, phone=o.phone, email=o.email)
            for o in content.organisations.values()
        )
    }
    teams = {
        t.key: t
        for t in Team.objects.bulk_create(
            Team(
                organisation=organisations[t.organisation],
                key=t.key,
                name=t.name,
                remit_words=t.remit,
                hours=t.hours,
                response_standard=t.response_standard,
                capacity_per_week=t.capacity,
                intake=t.intake,
                reference_format=t.reference_format,
                email=t.email,
                is_coordinator=t.is_coordinator,
                created_at=clock.now() - SINCE,
            )
            for t in content.teams.values()
        )
    }
    _remits(content, areas, teams, categories, clocks)
    _closures(content, organisations, teams)
    _capacity(content, teams)
    _agreements(content, organisations)
    return teams, categories


def _clocks(content: Content) -> dict[str, ClockProfile]:
    return {
        c.key: c
        for c in ClockProfile.objects.bulk_create(
            ClockProfile(key=key, **row) for key, row in content.clocks.items()
        )
    }


def _categories(content: Content, clocks: Mapping[str, ClockProfile]) -> dict[str, Category]:
    groups = {
        g.key: g
        for g in CategoryGroup.objects.bulk_create(
            CategoryGroup(key=g.key, name=g.name, description=g.description, position=n)
            for n, g in enumerate(content.groups, start=1)
        )
    }
    return {
        c.key: c
        for c in Category.objects.bulk_create(
            Category(
                group=groups[c.group],
                key=c.key,
                name=c.name,
                description=c.description,
                not_this=c.not_this,
                audience=c.audience,
                seriousness=c.seriousness,
                sensitivity=c.sensitivity,
                clock=clocks[c.clock],
                urgent_clock=clocks[c.urgent_clock] if c.urgent_clock else None,
                questions=list(c.questions),
                synonyms=list(c.synonyms),
                danger_words=c.danger_words,
            )
            for c in content.categories.values()
        )
    }


def _remits(
    content: Content,
    areas: Mapping[str, Area],
    teams: Mapping[str, Team],
    categories: Mapping[str, Category],
    clocks: Mapping[str, ClockProfile],
) -> None:
    pairs = [(t, c) for t in content.teams.values() for c in t.takes]
    remits = Remit.objects.bulk_create(
        Remit(
            team=teams[t.key],
            category=categories[c],
            clock=clocks[content.own_clocks[t.key, c]] if (t.key, c) in content.own_clocks else None,
        )
        for t, c in pairs
    )
    within = Remit.areas.through
    within.objects.bulk_create(
        within(remit=remit, area=areas[key])
        for remit, (team, _) in zip(remits, pairs, strict=True)
        for key in team.covers
    )


def _closures(content: Content, organisations: Mapping[str, Organisation], teams: Mapping[str, Team]) -> None:
    rows = []
    for closing in content.closings:
        if closing.but:
            at: list[dict[str, Team | Organisation]] = [
                {"team": teams[t.key]}
                for t in content.teams.values()
                if t.organisation == closing.at and t.key not in closing.but
            ]
        elif closing.at in teams:
            at = [{"team": teams[closing.at]}]
        else:
            at = [{"organisation": organisations[closing.at]}]
        rows += [
            Closure(name=closing.name, starts_on=first, ends_on=last, **where)
            for where in at
            for first, last in yearly(closing, clock.now().year)
        ]
    Closure.objects.bulk_create(rows)


def _capacity(content: Content, teams: Mapping[str, Team]) -> None:
    CapacityStatement.objects.bulk_create(
        CapacityStatement(
            team=teams[spoken.team],
            state=spoken.state,
            waiting_weeks=spoken.weeks,
            closed_until=None if spoken.days is None else clock.today() + timedelta(days=spoken.days),
            words=spoken.words,
            said_at=clock.now() - timedelta(days=spoken.days_ago),
        )
        for spoken in content.spoken
    )


def _agreements(content: Content, organisations: Mapping[str, Organisation]) -> None:
    day = clock.today()
    for agreed in content.agreed:
        begun = day - timedelta(days=agreed.begun)
        agreement = SharingAgreement.objects.create(
            key=agreed.key,
            title=agreed.title,
            purpose=agreed.purpose,
            purpose_words=agreed.words,
            lawful_basis=agreed.basis,
            special_condition=agreed.special,
            criminal_condition=agreed.criminal,
            items=list(agreed.items),
            signed=agreed.signed,
            begins_on=begun,
            review_on=day + timedelta(days=agreed.review),
        )
        AgreementParty.objects.bulk_create(
            AgreementParty(
                agreement=agreement,
                organisation=organisations[key],
                begins_on=begun,
                ended_on=day - timedelta(days=agreed.left[key]) if key in agreed.left else None,
            )
            for key in agreed.parties
        )
