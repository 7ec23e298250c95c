"""A page and the API never disagree on what somebody may see and do (R1.5, R1.10).

To try more: `WARDMOTE_THOROUGH=20 pytest tests/api/test_agreement.py -s`.
"""

import sys
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.api.conftest import THOROUGH, Tokens
from tests.api.doors import Crowd, TwoDoors

from wardmote.kernel.api import holders
from wardmote.shared.partnerships.api import holder_of_token

pytestmark = pytest.mark.django_db

HISTORIES = 3


@pytest.fixture
def doors(tmp_path, settings) -> Iterator[type[TwoDoors]]:
    """Histories in which tokens of both kinds open: those of the test, and those that are really made."""
    settings.WARDMOTE_DATA = tmp_path
    settings.WARDMOTE_API_RATE = 1_000_000
    tokens = Tokens()
    before = holders.come_from(lambda secret: tokens.held.get(secret) or holder_of_token(secret))
    yield type("TwoDoors", (TwoDoors,), {"cast": Crowd(tokens), "tried": Counter()})
    holders.come_from(before)


def lived(doors: type[TwoDoors], histories: int) -> None:
    """Live so many histories. A failing one is told as it was found: making it shorter would take minutes."""

    @settings(
        max_examples=histories,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def one(data: st.DataObject) -> None:
        history = doors()
        try:
            history.live(data)
        finally:
            history.teardown()

    one()


def test_whoever_comes_sees_and_does_the_same_at_both_doors(doors: type[TwoDoors]) -> None:
    lived(doors, HISTORIES * THOROUGH)
    tried = doors.tried
    sys.stdout.write(f"\n{dict(sorted(tried.items()))}\n")
    for what in ("offered and done", "not offered and refused", "called and stayed", "observation read"):
        assert tried[what] >= HISTORIES, what
    assert tried["list of some"]
