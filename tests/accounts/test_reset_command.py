"""`wardmote reset-second-factor` helps the last administrator, whom nobody else can help (R11.3)."""

import pytest
from click.testing import CliRunner, Result
from tests.accounts.conftest import Somebody

from wardmote.project.cli.reset_second_factor import _REASONS, command
from wardmote.shared.accounts.queries import has_second_factor
from wardmote.shared.accounts.rules import ResetReason
from wardmote.shared.partnerships.rules import RoleName

pytestmark = pytest.mark.django_db


def reset(*words: str) -> Result:
    return CliRunner().invoke(command, words)


def test_it_takes_the_factor_off_and_says_so(team) -> None:
    administrator = Somebody(RoleName.PARTNERSHIP_ADMINISTRATOR)
    administrator.gets_an_app()
    done = reset(administrator.person.email.upper(), "--reason", "lost")
    assert done.exit_code == 0, done.output
    assert not has_second_factor(administrator.person.pk)
    again = reset(administrator.person.email, "--reason", "lost")
    assert again.exit_code == 1
    assert "has no second factor. Nothing was changed." in again.output


def test_it_wants_somebody_who_is_there_and_a_reason_that_is_known(team) -> None:
    assert "Nobody signs in with this address" in reset("nobody@people.example", "--reason", "lost").output
    assert reset("nobody@people.example").exit_code == 2
    assert set(_REASONS) == set(ResetReason)
