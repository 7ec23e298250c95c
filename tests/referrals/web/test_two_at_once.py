"""Two officers press at the same moment, in two connections: one wins, the other is told (design.md, invariant 4)."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections
from django.test import Client
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.actor import Actor
from wardmote.modules.referrals.models import Referral, Step

from .conftest import Borough

pytestmark = pytest.mark.django_db(transaction=True)


def both_press(clients: list[Client], referral: Referral, act: str, **typed: str) -> list[int]:
    """Send the same act from every browser at once; the statuses, sorted."""
    start, answers = threading.Barrier(len(clients)), []

    def press(client: Client, n: int) -> None:
        try:
            with clock.fixed(make.TUESDAY):
                start.wait()
                sent = {"act": act, "form_key": f"key-{n}", "version": referral.version, **typed}
                answers.append(client.post(f"/referrals/{referral.reference}", sent).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=(client, n)) for n, client in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


@pytest.mark.parametrize(("act", "typed"), [("claimed", {}), ("acknowledged", {"their_reference": "LH-1"})])
def test_one_wins_and_the_other_is_told(
    act: str, typed: dict[str, str], borough: Borough, browser: Callable[[Actor], Client]
) -> None:
    referral = borough.sent()
    clients = [browser(borough.officer), browser(borough.second)]
    assert both_press(clients, referral, act, **typed) == [302, 409]
    with make.everything():
        assert Step.objects.filter(referral=referral, kind=act).count() == 1


def test_the_same_form_sent_twice_at_once_acts_once(
    borough: Borough, browser: Callable[[Actor], Client]
) -> None:
    referral = borough.sent()
    client = browser(borough.officer)
    same = Client()
    same.cookies = client.cookies
    assert both_press([client, same], referral, "acknowledged", form_key="the same") == [302, 302]
    with make.everything():
        assert Step.objects.filter(referral=referral, kind="acknowledged").count() == 1
