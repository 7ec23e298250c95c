"""Two who decide on the same at once: one is heard, the other is told, and nothing is lost (R1.5, R1.10)."""

import threading
from typing import Any

import pytest
from django.db import connection
from tests import factories as make
from tests.api.conftest import System, Tokens
from tests.api.test_gate import told
from tests.api.test_life import Hub, step

from wardmote.kernel import clock
from wardmote.kernel.database import as_system
from wardmote.modules.referrals.models import Referral


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_on_the_same_one_is_heard_and_the_other_told(tokens: Tokens) -> None:
    hub = Hub(tokens)
    reference = hub.sent()
    assert step(hub.receiver, reference, "acknowledge", {}).status_code == 200
    seen = hub.receiver.get(f"/referrals/{reference}")
    bodies = {
        "accept": {"words": "A lorry comes."},
        "ask": {"words": "Which garage?"},
        "return": {"reason": "below-threshold", "words": "Too small for us."},
    }
    answers: dict[str, Any] = {}
    together = threading.Barrier(len(bodies))

    def decide(verb: str, body: dict[str, str]) -> None:
        try:
            together.wait()
            with clock.fixed(make.TUESDAY):
                system = System(hub.receiver.secret)
                answers[verb] = system.post(f"/referrals/{reference}/{verb}", body, If_Match=seen["ETag"])
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=case) for case in bodies.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    heard = [verb for verb, answer in answers.items() if answer.status_code == 200]
    assert len(heard) == 1, {verb: answer.status_code for verb, answer in answers.items()}
    for verb, answer in answers.items():
        if verb not in heard and answer.status_code == 412:
            told(answer, 412, "changed")
        elif verb not in heard:  # on a machine so slow that the first held it for two seconds
            told(answer, 409, "busy")
    fresh = hub.receiver.get(f"/referrals/{reference}")
    assert (fresh["ETag"], fresh.json()["steps"][-1]["words"]) == (
        answers[heard[0]]["ETag"],
        bodies[heard[0]]["words"],
    )
    with as_system("a test looks at everything"):
        referral = Referral.objects.get(reference=reference)
        assert referral.version == seen.json()["version"] + 1
        assert referral.steps.count() == len(seen.json()["steps"]) + 1
