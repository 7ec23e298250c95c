"""What was said in a matter goes, everywhere, when its time is over; that there was one stays (R10, R1.8)."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from PIL import Image
from psycopg import sql
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.actor import system
from wardmote.kernel.database import as_actor
from wardmote.kernel.database.roles import APPLICATION
from wardmote.kernel.privacy import unseal
from wardmote.kernel.privacy.kinds import Asked, Holds, kind_called
from wardmote.kernel.refusals import Conflict
from wardmote.modules.referrals import actions, queries
from wardmote.modules.referrals.jobs import recount_flow
from wardmote.modules.referrals.models import FlowCount, Observation, Referral, Step
from wardmote.modules.referrals.queries import due
from wardmote.shared.documents import actions as documents
from wardmote.shared.documents.models import Document
from wardmote.shared.partnerships.rules import RoleName, Sensitivity

pytestmark = pytest.mark.django_db

CANARY = "zqcanary"
LATER = make.TUESDAY + timedelta(days=30)
MATTER = kind_called("matter")


@pytest.fixture(autouse=True)
def an_ordinary_tuesday(tmp_path: Path, settings: object) -> Iterator[None]:
    settings.WARDMOTE_DATA = tmp_path  # type: ignore[attr-defined]  # pytest-django's
    with clock.fixed(make.TUESDAY):
        yield


class Scene:
    """Housing tells Health of somebody, with a word nobody else uses in whatever can be written."""

    def __init__(self, sensitivity: Sensitivity = Sensitivity.PARTNERS) -> None:
        make.a_partnership()
        make.a_ward()
        self.housing, self.health, self.third = (make.a_team(name) for name in ("Housing", "Health", "Heat"))
        self.category = make.a_category("Cold home", sensitivity=sensitivity)
        self.worker = make.an_actor(team=self.housing, name="Wanda Worker")
        role = RoleName.SAFEGUARDING_LEAD if sensitivity is Sensitivity.PROTECTED else RoleName.DUTY_OFFICER
        self.officer = make.an_actor(role, team=self.health, name="Otto Officer")

    def matter(self) -> Referral:
        """A matter with everything that can hang on it, ended."""
        with as_actor(self.worker):
            draft = actions.keep_draft(
                by=self.worker,
                team=self.housing,
                details=make.details(
                    self.category,
                    words=f"{CANARY} sits in the cold.",
                    place_words=f"{CANARY} Row",
                    people=[
                        actions.Concerned(
                            name=f"{CANARY} Bloggs", contact=f"{CANARY}@home.example", address=f"1 {CANARY} Row",
                            safe_contact=f"Ask {CANARY}",
                        )
                    ],
                ),
            )  # fmt: skip
            actions.add_photo(by=self.worker, draft=draft, content=a_photo())
            observation = actions.record_observation(by=self.worker, draft=draft)
            (referral,) = actions.send_referrals(
                by=self.worker, observation=observation, from_team=self.housing, to_teams=[self.health],
                words=f"Please see {CANARY}",
            )  # fmt: skip
            actions.add_to_observation(by=self.worker, observation=observation, words=f"{CANARY} again")
        with as_actor(self.officer):
            actions.acknowledge_referral(by=self.officer, referral=referral)
            actions.keep_team_note(by=self.officer, referral=referral, words=f"We know {CANARY}")
            actions.accept_referral(by=self.officer, referral=referral)
            actions.note_progress(by=self.officer, referral=referral, words=f"Saw {CANARY}")
            actions.close_referral(
                by=self.officer, referral=referral, outcome="resolved", words=f"{CANARY} is warm"
            )
        return make.fresh(referral)


def a_photo() -> bytes:
    made = BytesIO()
    Image.new("RGB", (8, 8), "red").save(made, "JPEG")
    return made.getvalue()


ENCRYPTED = re.compile(r"wm1:\w+:[\w=-]+")


def where(word: str) -> list[str]:
    """The tables in any column of any row of which a word stands, plain or encrypted, as the owner finds them."""
    found = []
    with make.everything(), connection.cursor() as cursor:
        cursor.execute("set role none")
        cursor.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
        for (table,) in cursor.fetchall():
            rows = sql.SQL("select t::text from {} t where t::text ilike %s or t::text ~ 'wm1:'")
            cursor.execute(rows.format(sql.Identifier(table)), [f"%{word}%"])
            if any(
                word in ENCRYPTED.sub(lambda one: unseal(one[0]), row).lower() for (row,) in cursor.fetchall()
            ):
                found.append(table)
        cursor.execute(f"set role {APPLICATION}")
    return found


def as_the_application(statement: str) -> None:
    with make.everything(), connection.cursor() as cursor:
        cursor.execute(statement)


def shed(referral: Referral) -> dict[str, int]:
    assert MATTER.source is not None
    assert MATTER.source.afterwards is not None
    with make.everything(), transaction.atomic():
        done = dict(MATTER.source.shed([referral.observation_id]))
    MATTER.source.afterwards()
    return done


def asked(before: datetime = LATER, **changes: object) -> Asked:
    return Asked(before=before, apart=frozenset({"protected"}), **changes)  # type: ignore[arg-type]  # named by tests


def due_now(**changes: object) -> list[int]:
    with make.everything(), transaction.atomic():
        return list(due.take_due(asked(**changes), 100))


def test_nothing_that_was_said_is_left_in_any_column_of_any_table_nor_in_a_file() -> None:
    scene = Scene()
    referral = scene.matter()
    files = Path(settings.WARDMOTE_DATA) / "files"
    assert {"referrals_observation", "referrals_searchtext", "referrals_step", "referrals_teamnote"} <= set(
        where(CANARY)
    )
    assert [path for path in files.rglob("*") if path.is_file()]
    done = shed(referral)
    assert where(CANARY) == []
    assert [path for path in files.rglob("*") if path.is_file()] == []
    with make.everything():
        assert not Document.objects.exists()
    assert done == {
        "referrals.Observation": 1, "referrals.PersonConcerned": 4, "referrals.Addition": 1,
        "referrals.ObservationPhoto": 1, "referrals.Step": 3, "referrals.TeamNote": 1, "referrals.SearchText": 1,
        "documents.Document": 1,
    }  # fmt: skip
    assert shed(referral) == {"referrals.Observation": 1}, "done again, nothing more happens"


def test_nothing_of_a_protected_matter_is_left_locked_or_open() -> None:
    scene = Scene(Sensitivity.PROTECTED)
    referral = scene.matter()
    assert {"referrals_observation", "referrals_step", "referrals_teamnote"} <= set(where(CANARY))
    shed(referral)
    assert where(CANARY) == []


def test_what_is_counted_stays_the_same() -> None:
    scene = Scene()
    referral = scene.matter()
    administrator = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR)

    def figures() -> object:
        with make.everything():
            counters = list(FlowCount.objects.order_by("pk").values("team", "day", "measure", "count"))
            steps = Step.objects.count()
        with as_actor(administrator):
            flow = dict(queries.flow(administrator))
        return counters, steps, flow, make.fresh(referral).outcome

    recount_flow(timestamp=0)
    before = figures()
    shed(referral)
    recount_flow(timestamp=0)
    assert figures() == before


def test_a_search_for_what_was_said_finds_it_no_more() -> None:
    scene = Scene()
    referral = scene.matter()
    shed(referral)
    with connection.cursor() as cursor, as_actor(scene.officer):
        cursor.execute(
            "select count(*) from referrals_search(%s::tsquery, '', now(), 9999999, now() - interval '99 years', 9)",
            [CANARY],
        )
        assert cursor.fetchone()[0] == 0


def test_only_what_has_ended_for_its_time_is_due() -> None:
    scene = Scene()
    referral = scene.matter()
    ended = clock.now()
    with make.everything():
        make.an_observation(scene.worker, scene.housing, scene.category)  # is open
    assert due_now(before=ended) == []
    assert due_now(before=ended + timedelta(seconds=1)) == [referral.observation_id]
    shed(referral)
    assert due_now() == []


def test_what_is_opened_again_begins_anew() -> None:
    scene = Scene()
    referral = scene.matter()
    with clock.fixed(make.TUESDAY + timedelta(days=3)), as_actor(scene.worker):
        actions.reopen_referral(by=scene.worker, referral=referral, words="It is cold again")
    assert due_now() == []
    with clock.fixed(make.TUESDAY + timedelta(days=9)), as_actor(scene.officer):
        actions.close_referral(by=scene.officer, referral=referral, outcome="resolved", words="Warm")
    assert due_now(before=make.TUESDAY + timedelta(days=9)) == []
    assert due_now(before=make.TUESDAY + timedelta(days=10)) == [referral.observation_id]


def test_what_is_added_after_the_end_keeps_it_longer() -> None:
    scene = Scene()
    referral = scene.matter()
    with clock.fixed(make.TUESDAY + timedelta(days=9)), as_actor(scene.worker):
        actions.add_to_observation(by=scene.worker, observation=referral.observation, words="One more thing")
    assert due_now(before=make.TUESDAY + timedelta(days=9)) == []
    assert due_now(before=make.TUESDAY + timedelta(days=10)) == [referral.observation_id]


HOLDS: list[tuple[str, Callable[[Scene, Referral], Holds]]] = [
    ("its reference", lambda s, r: Holds(records=frozenset({r.observation.reference}))),
    ("its referral's reference", lambda s, r: Holds(records=frozenset({r.reference}))),
    ("the sending team", lambda s, r: Holds(teams=frozenset({s.housing.pk}))),
    ("the receiving team", lambda s, r: Holds(teams=frozenset({s.health.pk}))),
    ("its category", lambda s, r: Holds(categories=frozenset({s.category.pk}))),
    ("who recorded it", lambda s, r: Holds(colleagues=frozenset({s.worker.known_person_id}))),
    ("who answered it", lambda s, r: Holds(colleagues=frozenset({s.officer.known_person_id}))),
]


@pytest.mark.parametrize("hold", [hold for _, hold in HOLDS], ids=[name for name, _ in HOLDS])
def test_what_is_held_is_not_due(hold: Callable[[Scene, Referral], Holds]) -> None:
    scene = Scene()
    referral = scene.matter()
    with make.everything():
        holds = hold(scene, Referral.objects.select_related("observation").get(pk=referral.pk))
        counted = due.count_due(asked(holds=holds))
    assert due_now(holds=holds) == []
    assert (counted.due, counted.held) == (0, 1)


def test_what_is_protected_is_of_its_own_part_and_groups_with_a_period_of_their_own_are_too() -> None:
    scene = Scene(Sensitivity.PROTECTED)
    referral = scene.matter()
    assert due_now() == []
    with make.everything(), transaction.atomic():
        assert due.take_due(Asked(part="protected", before=LATER), 9) == [referral.observation_id]
    plain = Scene()
    other = plain.matter()
    assert due_now() == due_now(part="group:streets") == [other.observation_id]
    with make.everything(), transaction.atomic():
        apart = Asked(before=LATER, apart=frozenset({"protected", "group:streets"}))
        assert due.take_due(apart, 9) == []


def test_nothing_more_is_written_of_what_was_shed() -> None:
    scene = Scene()
    referral = scene.matter()
    shed(referral)
    with make.everything():
        observation = Observation.objects.get(pk=referral.observation_id)
    refused: list[Callable[[], object]] = [
        lambda: actions.add_to_observation(by=scene.worker, observation=observation, words="More"),
        lambda: actions.send_referrals(
            by=scene.worker,
            observation=observation,
            from_team=scene.housing,
            to_teams=[scene.third],
            words="More",
        ),
        lambda: actions.reopen_referral(by=scene.worker, referral=referral, words="More"),
    ]
    for write in refused:
        with as_actor(scene.worker), pytest.raises(Conflict, match="its time is over"):
            write()


def test_the_application_can_neither_rewrite_what_was_sent_nor_delete_it() -> None:
    scene = Scene()
    referral = scene.matter()
    for change in (
        "update referrals_observation set words = ''",
        "update referrals_step set words = ''",
        "delete from referrals_step",
        "delete from referrals_addition",
        "delete from referrals_teamnote",
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            as_the_application(change)
    assert where(CANARY)
    assert referral


def test_without_the_eyes_of_the_platform_nothing_is_shed() -> None:
    scene = Scene()
    referral = scene.matter()
    with as_actor(make.an_actor(team=make.a_team())), connection.cursor() as cursor:
        cursor.execute(
            "select shed_empty('referrals_observation', %s, '{words}', now())", [[referral.observation_id]]
        )
        assert cursor.fetchone() == (0,)


def test_shedding_can_only_empty_what_a_migration_has_granted() -> None:
    make.a_partnership()
    for call in (
        "shed_empty('partnerships_partnership', '{1}', '{name}', now())",
        "shed_remove('audit_auditentry', 'id', '{1}')",
        "shed_remove('referrals_observation', 'id', '{1}')",
        "shed_empty('referrals_observation', '{1}', '{no_such_column}', now())",
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            as_the_application(f"select {call}")


def test_why_the_glass_was_broken_goes_with_the_matter_and_by_itself() -> None:
    scene = Scene()
    referral = scene.matter()
    lead = make.an_actor(RoleName.TEAM_LEAD, team=make.a_team())
    with as_actor(lead):
        glass = actions.break_glass(by=lead, asked=referral.reference, reason="harm", words=f"For {CANARY}")
    assert "referrals_brokenglass" in where(CANARY)
    assert shed(referral)["referrals.BrokenGlass"] == 1
    assert where(CANARY) == []
    with make.everything():
        glass.refresh_from_db()
        assert (glass.reason, glass.words, due.take_glass(asked(), 9)) == ("harm", "", [])


def test_bytes_whose_remover_was_killed_go_with_the_next_look() -> None:
    scene = Scene()
    referral = scene.matter()
    with make.everything(), transaction.atomic():
        MATTER.source.shed([referral.observation_id])  # type: ignore[union-attr]  # it has one
    files = Path(settings.WARDMOTE_DATA) / "files"
    assert [path for path in files.rglob("*") if path.is_file()], "killed before they were removed"
    assert documents.remove_files(by=system("files to remove")) == 1
    assert documents.remove_files(by=system("files to remove")) == 0
    assert [path for path in files.rglob("*") if path.is_file()] == []


def a_draft(scene: Scene) -> Observation:
    with as_actor(scene.worker):
        draft = actions.keep_draft(
            by=scene.worker,
            team=scene.housing,
            details=make.details(
                scene.category, words=f"{CANARY} half", people=[actions.Concerned(name=f"{CANARY} Bloggs")]
            ),
        )
        actions.add_photo(by=scene.worker, draft=draft, content=a_photo())
    return draft


@pytest.mark.parametrize("sensitivity", [Sensitivity.PARTNERS, Sensitivity.PROTECTED])
def test_a_draft_that_nobody_sent_goes_after_its_time_unless_it_is_held(sensitivity: Sensitivity) -> None:
    scene = Scene(sensitivity)
    draft, kind = a_draft(scene), kind_called("draft")
    part = "protected" if sensitivity is Sensitivity.PROTECTED else ""
    other = "" if part else "protected"
    assert kind.source is not None
    with make.everything(), transaction.atomic():
        for holds in (
            Holds(teams=frozenset({scene.housing.pk})),
            Holds(people=frozenset({f"{CANARY} bloggs"})),
        ):
            held = asked(part=part, holds=holds)
            assert kind.source.count(held).held == 1
            assert not list(kind.source.take(held, 9))
        assert not list(kind.source.take(asked(part=other), 9))
        assert not list(kind.source.take(asked(before=make.TUESDAY, part=part), 9))
        assert kind.source.count(asked(part=part)).due == 1
        taken = list(kind.source.take(asked(part=part), 9))
        assert taken == [draft.pk]
        kind.source.shed(taken)
        assert not list(kind.source.take(asked(part=part), 9))
    assert not where(CANARY)
    with make.everything():
        assert Observation.objects.get(pk=draft.pk).ended_reason == "discarded"


def test_a_draft_that_is_thrown_away_leaves_no_word_and_no_photo() -> None:
    scene = Scene()
    draft = a_draft(scene)
    with as_actor(scene.worker):
        actions.discard_draft(by=scene.worker, draft=draft)
    assert not where(CANARY)
    while documents.remove_files(by=system("retention")):
        pass
    assert not [path for path in (Path(settings.WARDMOTE_DATA) / "files").rglob("*") if path.is_file()]
