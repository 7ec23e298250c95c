"""Whatever is merged, split and taken back, in any order: no observation and no voice is made or lost (R2.2, R2.7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests import factories
from tests.issues.conftest import Streets

from wardmote.kernel.database import as_actor
from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.modules.issues import actions
from wardmote.modules.issues.actions import NewIssue
from wardmote.modules.issues.models import Act, Gathering, Issue, Weighing
from wardmote.modules.issues.rules import IssueState
from wardmote.modules.referrals.models import Observation

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["merge", "split", "undo", "let_go", "gather", "decide"]),
        st.integers(0, 99),
        st.integers(0, 99),
    ),
    min_size=4,
    max_size=10,
)


class _Over(Exception):
    """An example is over: nothing of it stays."""


class Life:
    """Four issues over six observations by three people, and what is done to them."""

    def __init__(self, streets: Streets, told: Sequence[Observation]) -> None:
        self.streets, self.by, self.told = streets, streets.worker, told
        for few in (told[:2], told[2:4], told[4:5], told[5:]):
            streets.opened(*few)

    def living(self) -> list[Issue]:
        with factories.everything():
            return [issue for issue in Issue.objects.order_by("pk") if issue.is_living]

    def held(self) -> Counter[int]:
        with factories.everything():
            return Counter(Gathering.objects.filter(ended_at=None).values_list("observation_id", flat=True))

    def step(self, what: str, first: int, second: int) -> None:
        issues = self.living()
        if not issues:
            return
        one, other = issues[first % len(issues)], issues[second % len(issues)]
        with as_actor(self.by):
            inside = [o for o in self.told if o.pk in self.streets.held(one)]
            match what:
                case "merge":
                    actions.merge(by=self.by, issue=one, other=other, reason="The same")
                case "split":
                    new = NewIssue(title="Of its own")
                    actions.split(by=self.by, issue=one, observations=inside[:1], new=new, reason="Another")
                case "let_go":
                    actions.let_go(by=self.by, issue=one, observations=inside[-1:], reason="Not this")
                case "gather":
                    loose = [o for o in self.told if o.pk not in self.held()]
                    actions.gather(by=self.by, issue=one, observations=loose[:1], reason="It fits")
                case "undo":
                    acts = list(Act.objects.order_by("pk"))
                    actions.undo(by=self.by, act=acts[second % len(acts)], reason="Back")
        if what == "decide":
            by = self.streets.manager
            with as_actor(by):
                state = IssueState.BEING_TACKLED if one.state == IssueState.OPEN else IssueState.DONE
                actions.decide(by=by, issue=one, state=state, decided_by="All", reason="Agreed")

    def check(self) -> None:
        held = self.held()
        assert set(held.values()) <= {1}, "an observation is in one issue at most"
        assert sum(issue.told for issue in self.every()) == sum(held.values())
        for issue in self.living():
            assert issue.told == len(self.streets.held(issue)) > 0
            assert 1 <= issue.voices <= issue.told
            with factories.everything():
                latest = Weighing.objects.filter(issue=issue).order_by("-at", "-pk")[0]
            assert (issue.score, issue.band) == (latest.score, latest.band)
        for issue in self.every():
            assert issue.merged_into_id is None or issue.told == 0

    def every(self) -> list[Issue]:
        with factories.everything():
            return list(Issue.objects.all())


@settings(
    max_examples=3, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS)
def test_merging_and_splitting_in_any_order_conserve_observations_and_voices(
    streets: Streets, steps: list[tuple[str, int, int]]
) -> None:
    try:
        with transaction.atomic():
            tellers = [factories.an_actor(team=streets.team) for _ in range(3)]
            life = Life(streets, [streets.tell(by=tellers[n % 3]) for n in range(6)])
            let_go: set[int] = set()
            for what, first, second in steps:
                before = life.held()
                try:
                    with transaction.atomic():
                        life.step(what, first, second)
                except (Conflict, NotReady):
                    assert life.held() == before, "what is refused changes nothing"
                let_go = {o.pk for o in life.told} - set(life.held())
                if what in ("merge", "split"):
                    assert life.held() == before
                life.check()
            issues = sorted(life.living(), key=lambda issue: not issue.is_public)
            if issues and len(issues) == len([i for i in life.every() if i.merged_into_id is None]):
                for other in issues[1:]:
                    with as_actor(life.by):
                        actions.merge(by=life.by, issue=issues[0], other=other, reason="All is one")
                spoke = {o.recorded_by_id for o in life.told if o.pk not in let_go}
                assert streets.fresh(issues[0]).voices == len(spoke)
            raise _Over
    except _Over:
        pass
