"""For any person and any record the server's command line says why they may or may not read it (R1.8, R9.3)."""

from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.access import NotAllowed
from wardmote.kernel.actor import system
from wardmote.kernel.database import as_actor
from wardmote.modules.referrals import queries
from wardmote.modules.referrals.models import BrokenGlass, Observation, Referral
from wardmote.modules.referrals.rules.glass import GLASS_REASONS
from wardmote.project.cli.policy.explain import command
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships.rules import RoleName, Sensitivity

pytestmark = pytest.mark.django_db

CANARY = "Zanzibar Quillfeather"


class Case:
    """An open, a partners' and a protected referral from Housing to Cleansing, and people of every kind."""

    def __init__(self) -> None:
        make.a_partnership()
        self.housing, self.cleansing = make.a_team("Housing"), make.a_team("Cleansing")
        self.worker = make.an_actor(RoleName.WORKER, team=self.housing, name="Wanda Worker")
        self.officer = make.an_actor(RoleName.DUTY_OFFICER, team=self.cleansing, name="Otto Officer")
        self.lead = make.an_actor(RoleName.SAFEGUARDING_LEAD, team=self.cleansing, name="Lena Lead")
        self.stranger = make.an_actor(RoleName.WORKER, team=make.a_team("Police"), name="Sam Stranger")
        self.administrator = make.an_actor(RoleName.PARTNERSHIP_ADMINISTRATOR, name="Ada Administrator")
        self.nobody = make.a_person("Ned Nobody")
        self.referrals = {
            level: make.a_referral(
                self.worker,
                self.housing,
                self.cleansing,
                make.a_category(f"About {level}", sensitivity=level),
                words=f"{CANARY} said it.",
            )
            for level in Sensitivity
        }

    def why(self, person: Person, reference: str) -> queries.Explanation:
        found = queries.explain(system("command line"), person=person, reference=reference)
        assert found is not None
        return found


@pytest.fixture
def case() -> Case:
    return Case()


def asked(person: Person, reference: str) -> Result:
    return CliRunner().invoke(command, ["--actor", person.email, "--record", reference])


def test_the_answer_is_what_the_database_does_for_every_person_and_record(case: Case) -> None:
    people = [case.worker, case.officer, case.lead, case.stranger, case.administrator]
    for actor in [*people, make.as_they_are(case.nobody)]:
        person = Person.objects.get(pk=actor.person_id) if actor.person_id else case.nobody
        for referral in case.referrals.values():
            with make.everything():
                observation = Observation.objects.get(pk=referral.observation_id)
            with as_actor(actor):
                reads = {
                    referral.reference: Referral.objects.filter(pk=referral.pk).exists(),
                    observation.reference: Observation.objects.filter(pk=observation.pk).exists(),
                }
            for reference, expected in reads.items():
                why = case.why(person, reference)
                assert why.may_read == expected, (actor.name, referral.sensitivity, why)
                assert len(why.sentences) >= 3
                assert CANARY not in " ".join(why.sentences)


def test_a_reason_names_the_role_and_what_it_waits_for(case: Case) -> None:
    protected = case.referrals[Sensitivity.PROTECTED].reference
    lead = Person.objects.get(pk=case.lead.person_id)
    said = asked(lead, protected)
    assert said.exit_code == 0
    assert f"Lena Lead may read {protected}." in said.output
    assert "They hold: Safeguarding lead, Cleansing, once they have shown a second factor." in said.output
    assert "the safeguarding leads of Cleansing" in said.output
    officer = Person.objects.get(pk=case.officer.person_id)
    said = asked(officer, protected)
    assert f"Otto Officer may not read {protected}." in said.output
    assert "They hold: Duty officer, Cleansing. None of these opens it." in said.output
    assert "They hold no role now" in asked(case.nobody, protected).output


def test_broken_glass_is_among_the_reasons_for_its_hour(case: Case) -> None:
    referral = case.referrals[Sensitivity.PARTNERS]
    stranger = Person.objects.get(pk=case.stranger.person_id)
    at = clock.now()
    with make.everything():
        BrokenGlass.objects.create(
            person=stranger,
            asked=referral.reference,
            observation_id=referral.observation_id,
            reason=next(iter(GLASS_REASONS)).value,
            words="Somebody is at the door.",
            at=at,
            until=at + timedelta(hours=1),
        )
    assert "They broke the glass within the hour" in asked(stranger, referral.reference).output
    with clock.fixed(at + timedelta(hours=2)):
        assert not case.why(stranger, referral.reference).may_read


def test_what_is_not_there_is_said_in_a_sentence(case: Case) -> None:
    person = Person.objects.get(pk=case.worker.person_id)
    for reference in ("R-NOSUC-HTHING", "", "' or 1=1", "\u202e"):
        said = asked(person, reference)
        assert said.exit_code == 1
        assert "There is no observation or referral with this number." in said.output
    said = CliRunner().invoke(command, ["--actor", "nobody@example.org", "--record", "R-1"])
    assert (said.exit_code, "Nobody signs in with this address." in said.output) == (1, True)


def test_nobody_asks_it_from_within(case: Case) -> None:
    """An administrator who could ask would learn that a protected record exists."""
    person = Person.objects.get(pk=case.worker.person_id)
    for actor in (case.administrator, case.lead, case.worker):
        for reference in (case.referrals[Sensitivity.PROTECTED].reference, "R-NOSUC-HTHING"):
            with pytest.raises(NotAllowed):
                queries.explain(actor, person=person, reference=reference)
