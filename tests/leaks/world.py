"""A borough in which every word that was ever written of a matter can be told from every other.

Somebody holds each role in each place from which a matter can be looked at: its own teams, another team of the same
organisation, another organisation, an area, the partnership; and somebody holds none. Each field that tells of a
matter carries a token of its own, so that a page which shows it can be caught, and by it the row it came from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from django.db import models
from django.test import Client
from tests import factories as make
from tests.api.conftest import THOROUGH, System, Tokens
from tests.referrals.facts import GUARDED, Row, Rows
from tests.referrals.histories import a_picture

from wardmote.kernel import clock
from wardmote.kernel.actor import NOBODY, Actor
from wardmote.kernel.database import as_actor
from wardmote.kernel.events import relay
from wardmote.modules.issues import actions as issues
from wardmote.modules.issues.rules import IssueState
from wardmote.modules.referrals import actions, jobs
from wardmote.modules.referrals.models import Observation, Referral
from wardmote.modules.referrals.rules import ON_A_DESK
from wardmote.shared.accounts.models import Person
from wardmote.shared.geography.models import Area
from wardmote.shared.partnerships.models import Category, Organisation, RoleHolding, Team
from wardmote.shared.partnerships.rules import RoleName, Sensitivity, StandsAt, stands_at
from wardmote.shared.rights import actions as rights

TOKEN = re.compile(r"zq\d{5}x", re.IGNORECASE)
REFERENCE = re.compile(r"\b[OR]-[0-9A-Z]{5}-[0-9A-Z]{5}\b")

_tokens = count(10_001)


def token() -> str:
    """A word that stands nowhere else."""
    return f"zq{next(_tokens)}x"


def tokens_in(text: str) -> set[str]:
    """What a text tells of any matter: its words and its references."""
    return {found.lower() for found in TOKEN.findall(text)} | set(REFERENCE.findall(text))


@dataclass(eq=False)
class Visitor:
    """Somebody who looks, with a browser and a system that speaks for them; `actor` is NOBODY without a role.

    `may_know` are the words and references of the rows that are theirs to read.
    """

    role: str
    place: str
    actor: Actor
    browser: Client
    system: System | None = None
    may_know: set[str] = field(default_factory=set)

    def __str__(self) -> str:
        return f"{self.role} at {self.place}" if self.place else self.role


class World:
    """The borough: open and partners' matters from the start, protected ones once asked for."""

    def __init__(self, tokens: Tokens) -> None:
        make.a_partnership()
        self.ward: Area = make.a_ward()
        council, landlord, police = (_an_organisation(name) for name in ("Council", "Landlord", "Police"))
        self.housing, self.lettings = (_a_team(name, landlord) for name in ("Housing", "Lettings"))
        self.cleansing, self.parks = (_a_team(name, council) for name in ("Cleansing", "Parks"))
        self.police = _a_team("Police", police)
        self.coordinator = Team.objects.get(is_coordinator=True)
        self.kinds = {
            Sensitivity.OPEN: make.a_category("Fly-tipping"),
            Sensitivity.PARTNERS: make.a_category("Neighbours", sensitivity=Sensitivity.PARTNERS),
            Sensitivity.PROTECTED: make.a_category("Child", sensitivity=Sensitivity.PROTECTED),
        }
        self.remits = [
            make.a_remit(team, kind).pk
            for kind in self.kinds.values()
            for team in (self.cleansing, self.parks)
        ][:2]
        self.visitors = list(self._everybody(tokens))
        self.told_apart: list[int] = []
        self.all_told: set[str] = set()
        self.roles = [RoleHolding.objects.order_by("pk")[0].pk]
        self.people = [RoleHolding.objects.order_by("pk")[0].person_id]
        for sensitivity in (Sensitivity.OPEN, Sensitivity.PARTNERS):
            self.matters_of(sensitivity)
        self.requests = [self.request()]
        self.issues = [self.issue(sensitivity) for sensitivity in (Sensitivity.OPEN, Sensitivity.PARTNERS)]
        self.news()

    def issue(self, sensitivity: Sensitivity) -> str:
        """An issue made of a matter; one that is open is decided, and so everybody reads of it."""
        by = self.somebody(RoleName.WORKER, self.housing)
        manager = next(v.actor for v in self.visitors if v.role == RoleName.AREA_MANAGER)
        with as_actor(by):
            told = Observation.objects.filter(recorded_by=by.person_id, category=self.kinds[sensitivity])
            sent = told.exclude(state="draft").exclude(ended_reason="discarded").order_by("pk")
            issue = issues.open_issue(
                by=by,
                observations=[sent[0]],
                new=issues.NewIssue(title="One problem", words="In plain words.", sensitivity=sensitivity),
            )
        if sensitivity == Sensitivity.OPEN:
            with as_actor(manager):
                issues.decide(
                    by=manager, issue=issue, state=IssueState.BEING_TACKLED, decided_by="All", reason="Soon"
                )
        return issue.reference

    def request(self) -> str:
        """Somebody asks the landlord for what is kept of an Arthur, and its officer looks for him."""
        place = self.housing.organisation.name
        by = next(
            v.actor for v in self.visitors if (v.role, v.place) == (RoleName.DATA_PROTECTION_OFFICER, place)
        )
        with as_actor(by):
            asked = rights.write_down(
                by=by,
                details=rights.Details(
                    ask="copy", name="Arthur", received_on=clock.today(), identity_by="seen"
                ),
            )
            return rights.search(by=by, request=asked).reference

    def somebody(self, role: RoleName, place: Team) -> Actor:
        """The one who holds this role in this team."""
        return next(v.actor for v in self.visitors if (v.role, v.place) == (role, place.name))

    def protect(self) -> None:
        """Let there be protected matters beside the others."""
        self.matters_of(Sensitivity.PROTECTED)
        self.news()

    @property
    def looking(self) -> list[Visitor]:
        """Who looks: everybody, when there is time. Else each role where it receives and where it has no part, with
        those who recorded and sent.
        """
        if THOROUGH > 1:
            return self.visitors
        wrote = {RoleName.WORKER, RoleName.SAFEGUARDING_LEAD}
        return [
            visitor
            for visitor in self.visitors
            if visitor.place not in {"Housing", "Parks", "Police"}
            or (visitor.place == "Housing" and visitor.role in wrote)
        ]

    def matters(self) -> list[Observation | Referral]:
        """What addresses are made of: a few of the matters; every one when there is time."""
        with make.everything():
            rows = [*Observation.objects.order_by("pk"), *Referral.objects.order_by("pk")]
        observations = set(self.told_apart) if THOROUGH == 1 else {row.pk for row in rows}
        return [
            row
            for row in rows
            if (row.observation_id if isinstance(row, Referral) else row.pk) in observations
        ]

    def matters_of(self, sensitivity: Sensitivity) -> None:
        """A matter for every turn its life can take, each with everything that can be written of it."""
        for life in LIVES:
            with clock.fixed(make.TUESDAY - timedelta(days=12)):
                made = life(self, self.kinds[sensitivity])
            if life in TOLD_APART[sensitivity]:
                self.told_apart.append(made.observation_id if isinstance(made, Referral) else made.pk)

    def news(self) -> None:
        """Everybody who listens has heard; then silence climbs, and they hear of that."""
        relay.drain()
        jobs.climb(0)
        relay.drain()

    def learn(self) -> set[str]:
        """Work out from the facts who may know what. Gives what only those who know what is protected know."""
        rows, of_row = Rows([(0, self.coordinator.pk)]), dict(_tokens_of_rows())
        for visitor in self.visitors:
            readable = rows.may_read(visitor.actor)
            visitor.may_know = {
                told for row, told_by in of_row.items() if row in readable for told in told_by
            }
        moving = {
            row.reference
            for row in rows.referrals.values()
            if row.state in ON_A_DESK and row.sensitivity != Sensitivity.PROTECTED
        }
        for visitor in self.visitors:
            if visitor.place == self.coordinator.name:
                visitor.may_know |= moving  # the desk sees that work moves anywhere, and not its words
        # Of what the landlord keeps and is not protected, its officer finds who may be the one that asks.
        place = self.housing.organisation.name
        for visitor in self.visitors:
            if (visitor.role, visitor.place) == (RoleName.DATA_PROTECTION_OFFICER, place):
                for other in self.visitors:
                    if other.role == RoleName.DUTY_OFFICER and other.place in {"Housing", "Lettings"}:
                        visitor.may_know |= other.may_know
        self.all_told = {told for told_by in of_row.values() for told in told_by}
        guarded = {
            (kind.__name__, row.pk)
            for kind, found in ((Observation, rows.observations), (Referral, rows.referrals))
            for row in found.values()
            if row.sensitivity == Sensitivity.PROTECTED
        }
        return {told for row in guarded for told in of_row[row]}

    def _everybody(self, tokens: Tokens) -> Iterator[Visitor]:
        for role in RoleName:
            for place in self._places(role):
                person = make.a_person(f"{role} at {place}")
                RoleHolding.objects.create(
                    person=person,
                    role=role,
                    started_at=make.TUESDAY - timedelta(days=1000),
                    team=place if isinstance(place, Team) else None,
                    area=place if isinstance(place, Area) else None,
                    organisation=place if isinstance(place, Organisation) else None,
                )
                actor = make.as_they_are(person)
                system = System(tokens.give(actor))
                yield Visitor(role, place.name if place else "", actor, _browser(person), system)
        yield Visitor("somebody without a role", "", NOBODY, _browser(make.a_person("Nora Norole")))
        yield Visitor("somebody signed out", "", NOBODY, Client())

    def _places(self, role: RoleName) -> list[Team | Area | Organisation | None]:
        match stands_at(role):
            case StandsAt.TEAM:
                teams = [self.housing, self.cleansing, self.lettings, self.parks, self.police]
                leads = {RoleName.TEAM_LEAD, RoleName.SAFEGUARDING_LEAD}
                return [*teams, *[self.coordinator] * (role in leads)]
            case StandsAt.AREA:
                return [self.ward]
            case StandsAt.ORGANISATION:
                return [self.housing.organisation, self.cleansing.organisation]
            case StandsAt.PARTNERSHIP:
                return [None]


def _an_organisation(name: str) -> Organisation:
    return Organisation.objects.create(key=name.lower(), name=name, kind="council")


def _a_team(name: str, organisation: Organisation) -> Team:
    return Team.objects.create(
        organisation=organisation,
        key=name.lower(),
        name=name,
        hours="Mon-Fri 09:00-17:00",
        capacity_per_week=20,
    )


def _browser(person: Person) -> Client:
    browser = Client()
    browser.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return browser


def _tokens_of_rows() -> Iterator[tuple[Row, set[str]]]:
    """What each guarded row tells, wherever in it that stands."""
    with make.everything():
        for model in GUARDED:
            texts = [
                f.attname
                for f in model._meta.concrete_fields
                if isinstance(f, models.CharField | models.TextField)
            ]
            for row in model.objects.values("pk", *texts):
                pk = row.pop("pk")
                if told := tokens_in(" ".join(map(str, row.values()))):
                    yield (model.__name__, pk), told


# The turns that the life of a matter can take


def _written(world: World, kind: Category, **changes: object) -> Observation:
    """An observation by a worker of Housing, with somebody concerned, a photo, and tokens all over it."""
    by = world.somebody(RoleName.WORKER, world.housing)
    concerned = actions.Concerned(
        name=f"Arthur {token()}",
        contact=f"{token()} 07700 900111",  # one number for all, so that everybody may be everybody
        address=f"1 {token()} Row",
        safe_contact=token(),
        age_band="45-54",
        language=token(),
        access_needs=token(),
    )
    details = make.details(
        kind,
        words=f"Seen {token()} there. And {token()}.",
        place_words=token(),
        people=(concerned,),
        **changes,
    )
    with as_actor(by):
        draft = actions.keep_draft(by=by, team=world.housing, details=details)
        actions.add_photo(by=by, draft=draft, content=a_picture())
    return draft


def _recorded(world: World, kind: Category) -> Observation:
    by = world.somebody(RoleName.WORKER, world.housing)
    draft = _written(world, kind)
    with as_actor(by):
        observation = actions.record_observation(by=by, draft=draft)
        actions.add_to_observation(by=by, observation=observation, words=f"Later {token()}.")
    return observation


def _sent(world: World, kind: Category, **shares: bool) -> Referral:
    by = world.somebody(RoleName.WORKER, world.housing)
    observation = _recorded(world, kind)
    with as_actor(by):
        (referral,) = actions.send_referrals(
            by=by,
            observation=observation,
            from_team=world.housing,
            to_teams=[world.cleansing],
            words=f"Please {token()}.",
            **shares,
        )
    return referral


def _sent_bare(world: World, kind: Category) -> Referral:
    return _sent(world, kind, shares_people=False, shares_photos=False)


def _taken_on(world: World, kind: Category) -> Referral:
    referral, by = _sent(world, kind), world.somebody(RoleName.SAFEGUARDING_LEAD, world.cleansing)
    with as_actor(by):
        actions.acknowledge_referral(
            by=by, referral=referral, words=f"We have it {token()}.", their_reference=token()
        )
        actions.accept_referral(by=by, referral=referral, words=f"Ours {token()}.")
        actions.keep_team_note(by=by, referral=referral, words=f"Between us {token()}.")
    return referral


def _closed(world: World, kind: Category) -> Referral:
    referral, by = _taken_on(world, kind), world.somebody(RoleName.SAFEGUARDING_LEAD, world.cleansing)
    with as_actor(by):
        actions.close_referral(by=by, referral=referral, outcome="resolved", words=f"Done {token()}.")
    return referral


def _passed_on(world: World, kind: Category) -> Referral:
    referral, by = _taken_on(world, kind), world.somebody(RoleName.SAFEGUARDING_LEAD, world.cleansing)
    with as_actor(by):
        actions.redirect_referral(by=by, referral=referral, to_team=world.parks, words=f"Theirs {token()}.")
    return referral


def _returned(world: World, kind: Category) -> Referral:
    referral, by = _sent(world, kind), world.somebody(RoleName.SAFEGUARDING_LEAD, world.cleansing)
    with as_actor(by):
        actions.return_referral(by=by, referral=referral, reason="below-threshold", words=f"No {token()}.")
    return referral


def _settled(world: World, kind: Category) -> Referral:
    """The coordinator was called."""
    referral, by = _sent(world, kind), world.somebody(RoleName.SAFEGUARDING_LEAD, world.cleansing)
    with as_actor(by):
        actions.return_referral(by=by, referral=referral, reason="below-threshold", words=f"No {token()}.")
    sender = world.somebody(RoleName.SAFEGUARDING_LEAD, world.housing)
    with as_actor(sender):
        actions.call_coordinator(by=sender, referral=referral, words=f"Whose is it {token()}?")
    return referral


LIVES: tuple[Callable[[World, Category], Observation | Referral], ...] = (
    _written,
    _recorded,
    _sent,
    _sent_bare,
    _taken_on,
    _closed,
    _passed_on,
    _returned,
    _settled,
)
TOLD_APART: Mapping[Sensitivity, Sequence[object]] = {
    Sensitivity.OPEN: (),
    Sensitivity.PARTNERS: (_taken_on,),
    Sensitivity.PROTECTED: (_passed_on, _settled),
}
"""Whose addresses are tried on an ordinary day."""
