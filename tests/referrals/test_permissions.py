"""Lists, permissions, queries and the second lock give one answer to "may they read it?" (R2.2, R9.3)."""

from collections import Counter

import pytest
from django.db.models import Model
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import run_state_machine_as_test
from tests import factories as make
from tests.referrals.histories import Cast, Histories

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.database import as_actor
from wardmote.modules.referrals import queries
from wardmote.modules.referrals.models import Observation, ObservationPhoto, Referral
from wardmote.modules.referrals.permissions import Permission, readable_by

pytestmark = pytest.mark.django_db

READ = {Observation: Permission.READ_OBSERVATION, Referral: Permission.READ_REFERRAL}


class AgreeingHistories(Histories):
    """At the end of each history everybody is asked about every row, in every way there is."""

    def check_news(self) -> None:
        with make.everything():
            rows = {model: list(model.objects.all()) for model in READ}
        for actor in self.cast.actors:
            for model, permission in READ.items():
                self.check_one_answer(actor, model, permission, rows[model])
            self.check_queries(actor)

    def check_one_answer(
        self, actor: Actor, model: type[Model], permission: Permission, rows: list[Model]
    ) -> None:
        """The permission, the filter for lists and the database alone."""
        allowed = {row.pk for row in rows if access.allows(actor, permission, row)}
        with make.everything():
            listed = set(model.objects.filter(readable_by(actor)).values_list("pk", flat=True))
        with as_actor(actor):
            shown = set(model.objects.values_list("pk", flat=True))
        assert allowed == listed == shown, f"{actor.name} and {model.__name__}"
        self.tried["answers"] += len(rows)
        self.tried["yes"] += len(allowed)

    def check_queries(self, actor: Actor) -> None:
        """What is named is found if it may be read; lists hold nothing else, even without the second lock."""
        may = self.rows.may_read(actor)
        with make.everything():
            for observation in self.rows.observations.values():
                found = self.found(queries.observation_for, actor, observation.reference)
                assert found == (("Observation", observation.pk) in may)
            for referral in self.rows.referrals.values():
                found = self.found(queries.referral_for, actor, referral.reference)
                assert found == (("Referral", referral.pk) in may)
                steps = {("Step", s.pk) for s in queries.story_of(actor, referral).steps}
                assert steps <= may, f"{actor.name} is told too much of {referral}"
            for photo in ObservationPhoto.objects.select_related("observation"):
                found = self.found(queries.photo_for, actor, photo.observation.reference, photo.position)
                assert found <= (("ObservationPhoto", photo.pk) in may)
            wards = [self.cast.ward.pk]
            for one in (
                *queries.drafts_of(actor),
                *queries.recorded_by(actor).rows,
                *queries.reaching(actor)[0],
                *queries.newest_open(actor, wards),
            ):
                assert ("Observation", one.pk) in may
            for team in self.cast.teams:
                for passed in (
                    *queries.inbox(actor, team.pk).rows,
                    *queries.sent_by_team(actor, team.pk).rows,
                ):
                    assert ("Referral", passed.pk) in may
            for lying in queries.newest_passed_on(actor, wards):
                assert ("Referral", lying.pk) in may

    def found(self, query, *asked) -> bool:
        try:
            query(*asked)
        except (Observation.DoesNotExist, Referral.DoesNotExist, ObservationPhoto.DoesNotExist):
            return False
        return True


HISTORIES = hypothesis_settings(
    max_examples=8,
    stateful_step_count=15,
    phases=[Phase.generate],
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def test_every_way_to_ask_gives_the_same_answer(tmp_path, settings) -> None:
    settings.WARDMOTE_DATA = tmp_path
    machine = type("Histories", (AgreeingHistories,), {"cast": Cast(), "tried": Counter()})
    run_state_machine_as_test(machine, settings=HISTORIES)
    assert 0 < machine.tried["yes"] < machine.tried["answers"]
    assert machine.tried["answers"] > 300
