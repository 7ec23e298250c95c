"""The people and the roles they hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from wardmote.kernel import clock
from wardmote.shared.accounts.models import Person
from wardmote.shared.geography.models import Area
from wardmote.shared.partnerships.models import Organisation, RoleHolding, Team
from wardmote.shared.partnerships.rules import AREA_ROLES, TEAM_ROLES, RoleName

from ..content import PARTNERSHIP_SCOPE, Content
from .partners import SINCE

PASSWORD = "ten brass saddle rings"  # noqa: S105 (shown to everybody on the demo's own page)
"""Everybody's password in the demo, so that the usual sign-in page can be tried too."""


def load_people(content: Content, areas: Mapping[str, Area], teams: Mapping[str, Team]) -> dict[str, Person]:
    """Write people and roles. Gives the people by key."""
    began = clock.now() - SINCE
    hashed = make_password(PASSWORD)
    gone = {
        key: clock.now() + timedelta(days=p.left) for key, p in content.people.items() if p.left is not None
    }
    rows = Person.objects.bulk_create(
        Person(
            email=p.email,
            name=p.name,
            phone=p.phone,
            password=hashed if key not in gone else make_password(None),
            is_active=key not in gone,
            left_at=gone.get(key),
            created_at=began,
        )
        for key, p in content.people.items()
    )
    people = dict(zip(content.people, rows, strict=True))
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in rows
    )
    organisations = {o.key: o for o in Organisation.objects.all()}
    RoleHolding.objects.bulk_create(
        RoleHolding(
            person=people[key],
            role=role,
            started_at=began,
            ended_at=gone.get(key),
            **_where(role, at, areas, teams, organisations),
        )
        for key, p in content.people.items()
        for role, at in p.roles
    )
    return people


def _where(
    role: str,
    at: str,
    areas: Mapping[str, Area],
    teams: Mapping[str, Team],
    organisations: Mapping[str, Organisation],
) -> dict[str, Team | Area | Organisation]:
    if at == PARTNERSHIP_SCOPE:
        return {}
    if role in TEAM_ROLES:
        return {"team": teams[at]}
    if role in AREA_ROLES:
        return {"area": areas[at]}
    if role == RoleName.DATA_PROTECTION_OFFICER:
        return {"organisation": organisations[at]}
    raise ValueError(f"Nobody is {role} at {at}.")
