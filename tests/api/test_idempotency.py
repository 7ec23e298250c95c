"""The same request sent twice does its work once and is answered alike (R1.10)."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from tests import factories as make
from tests.api.conftest import System, Tokens
from tests.api.test_gate import told
from tests.api.test_life import Hub

from wardmote.kernel import clock
from wardmote.kernel.api import idempotency, jobs
from wardmote.kernel.api.models import KeptAnswer
from wardmote.modules.referrals.models import Observation


def observations() -> int:
    with make.everything():
        return Observation.objects.count()


@pytest.fixture
def hub(tokens: Tokens) -> Hub:
    return Hub(tokens)


@pytest.mark.django_db
def test_a_repeated_request_is_done_once_and_gets_the_first_answer_again(hub: Hub) -> None:
    first, again = (hub.sender.post("/observations", hub.seen(), Idempotency_Key="k-1") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert (again["ETag"], again["Location"]) == (first["ETag"], first["Location"])
    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"
    assert observations() == 1


@pytest.mark.django_db
def test_a_step_repeated_with_its_key_is_answered_although_the_record_has_moved_on(hub: Hub) -> None:
    reference = hub.sent()
    etag = hub.receiver.get(f"/referrals/{reference}")["ETag"]
    address = f"/referrals/{reference}/acknowledge"
    first, again = (hub.receiver.post(address, {}, If_Match=etag, Idempotency_Key="k-1") for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert again.content == first.content


@pytest.mark.django_db
def test_a_key_used_for_something_else_is_refused(hub: Hub) -> None:
    hub.sender.post("/observations", hub.seen(), Idempotency_Key="k-1")
    other = hub.seen(words="Something else.")
    told(hub.sender.post("/observations", other, Idempotency_Key="k-1"), 409, "key-reused")
    assert observations() == 1


@pytest.mark.django_db
def test_a_key_belongs_to_its_holder_alone(hub: Hub) -> None:
    for system in (hub.sender, hub.outside):
        assert system.post("/observations", hub.seen(), Idempotency_Key="k-1").status_code == 201
    assert observations() == 2


@pytest.mark.django_db
def test_a_request_repeated_with_a_renewed_token_is_still_done_once(hub: Hub) -> None:
    first = hub.sender.post("/observations", hub.seen(), Idempotency_Key="k-1")
    renewed = System(hub.tokens.give(hub.worker))
    again = renewed.post("/observations", hub.seen(), Idempotency_Key="k-1")
    assert (again.status_code, again.content) == (201, first.content)
    assert observations() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "name"), [("", "no-idempotency-key"), ("a b", "malformed"), ("x" * 256, "malformed")]
)
def test_a_request_that_changes_something_needs_a_key(hub: Hub, key: str, name: str) -> None:
    told(hub.sender.post("/observations", hub.seen(), Idempotency_Key=key), 400, name)
    assert observations() == 0


@pytest.mark.django_db
def test_what_was_refused_may_be_put_right_under_the_same_key(hub: Hub) -> None:
    refused = hub.sender.post("/observations", hub.seen(category="no-such-kind"), Idempotency_Key="k-1")
    told(refused, 422, "invalid")
    assert hub.sender.post("/observations", hub.seen(), Idempotency_Key="k-1").status_code == 201


@pytest.mark.django_db
def test_a_fault_after_the_work_leaves_neither_work_nor_answer(hub: Hub, monkeypatch: Any) -> None:
    def died(*_: object) -> None:
        raise RuntimeError("the machine died")

    with monkeypatch.context() as patch:
        patch.setattr(idempotency, "keep", died)
        told(hub.sender.post("/observations", hub.seen(), Idempotency_Key="k-1"), 500, "our-fault")
    assert observations() == 0
    assert hub.sender.post("/observations", hub.seen(), Idempotency_Key="k-1").status_code == 201


@pytest.mark.django_db
def test_answers_are_kept_for_longer_than_a_day_and_then_forgotten(hub: Hub) -> None:
    hub.recorded()
    for later, left in ((timedelta(hours=25), 1), (timedelta(days=3), 0)):
        with clock.fixed(make.TUESDAY + later):
            jobs.forget_answers(0)
        with make.everything():
            assert KeptAnswer.objects.count() == left


@pytest.mark.django_db
def test_nobody_reads_a_kept_answer_but_the_platform_itself(hub: Hub) -> None:
    hub.recorded()
    from wardmote.kernel.database import as_actor

    with as_actor(hub.worker):
        assert not KeptAnswer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_one_key_do_the_work_once(hub: Hub) -> None:
    answers: list[Any] = []
    together = threading.Barrier(4)

    def send() -> None:
        try:
            together.wait()
            with clock.fixed(make.TUESDAY):
                answers.append(
                    System(hub.sender.secret).post("/observations", hub.seen(), Idempotency_Key="k-1")
                )
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert observations() == 1
    done = [answer for answer in answers if answer.status_code == 201]
    assert len(answers) == 4
    assert len({answer.content for answer in done}) == 1
    for answer in answers:
        if answer.status_code != 201:
            told(answer, 409, "busy")
            assert answer["Retry-After"] == "1"


@pytest.mark.django_db(transaction=True)
def test_whoever_repeats_while_the_first_is_at_work_is_asked_to_come_back(hub: Hub) -> None:
    answers: list[Any] = []

    def send() -> None:
        try:
            with clock.fixed(make.TUESDAY):
                answers.append(
                    System(hub.sender.secret).post("/observations", hub.seen(), Idempotency_Key="k-1")
                )
        finally:
            connection.close()

    with transaction.atomic(), make.everything():
        KeptAnswer.objects.create(holder=hub.worker.id, key="k-1", request="0" * 64)
        thread = threading.Thread(target=send)
        thread.start()
        thread.join()
    told(answers[0], 409, "busy")
    assert answers[0]["Retry-After"] == "1"
