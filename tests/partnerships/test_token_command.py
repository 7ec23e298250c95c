"""`wardmote token`: an access token made, listed, renewed and revoked where the server is (R1.5)."""

import re
import shlex

import pytest
from click.testing import CliRunner, Result
from tests import factories as make

from wardmote.project.cli.token import command
from wardmote.shared.partnerships import queries
from wardmote.shared.partnerships.models import AccessToken, Team
from wardmote.shared.partnerships.rules import RoleName, Scope

pytestmark = pytest.mark.django_db

SECRET = re.compile(r"wmt_[0-9A-Za-z]{8}_[0-9A-Za-z]{49}\n")


def wardmote_token(*words: str) -> Result:
    return CliRunner().invoke(command, words)


@pytest.fixture
def team() -> Team:
    make.a_partnership()
    return make.a_team("Repairs desk")


def create(team: Team, *more: str) -> Result:
    at = ("--organisation", team.organisation.key, "--team", team.key)
    return wardmote_token("create", "--name", "Repairs system", *at, "--scope", "referrals:write", *more)


def test_the_secret_stands_alone_on_standard_output(team) -> None:
    done = create(team, "--scope", "referrals:read", "--days", "30")
    assert done.exit_code == 0, done.output
    assert SECRET.fullmatch(done.stdout)
    token = queries.token_with_secret(done.stdout.strip())
    assert token.scopes == ["referrals:read", "referrals:write"]
    assert (token.expires_at - token.created_at).days == 30
    assert team.organisation.name in done.stderr
    assert str(token) in done.stderr
    assert done.stdout.strip() not in done.stderr


def test_a_person_is_named_by_their_address(team) -> None:
    person = make.a_person()
    make.a_role(person, RoleName.WORKER, team=team)
    words = ("create", "--name", "Script", "--person", person.email.upper(), "--scope", "register:read")
    done = wardmote_token(*words)
    assert SECRET.fullmatch(done.stdout), done.output
    assert AccessToken.objects.get().person == person


def test_what_is_wrong_is_told_in_a_sentence_and_nothing_is_made(team) -> None:
    other, idle = make.a_team(), make.a_person()
    about = ("--name", "X", "--scope", "referrals:read")
    organisation = ("--organisation", team.organisation.key)
    for words, said in (
        (("create", *about), "either --organisation or --person"),
        (("create", *about, *organisation, "--person", "a@b.example"), "either --organisation or --person"),
        (("create", *about, *organisation), "Give --team at least once"),
        (("create", *about, *organisation, "--team", other.key), f"It has: {team.key}."),
        (
            ("create", *about, "--organisation", f"{team.organisation.key}s", "--team", "none"),
            f"Did you mean {team.organisation.key}",
        ),
        (
            ("create", *about, "--organisation", "nobody", "--team", "none"),
            "No organisation that still works",
        ),
        (("create", *about, "--person", "nobody@x.example"), "Nobody here has the address"),
        (
            ("create", *about, "--person", idle.email),
            "They hold no role that a token can carry. Nothing was changed.",
        ),
        (("create", *about, "--person", idle.email, "--team", team.key), "Leave out --team"),
        (("create", "--name", "X", "--person", idle.email), "Missing option '--scope'"),
        (("create", *about, *organisation, "--scope", "all"), "is not one of"),
        (
            ("create", *about, *organisation, "--team", team.key, "--days", "400"),
            "Give it between 1 and 365 days. Nothing was changed.",
        ),
        (("create", "--name", " ", *about[2:], *organisation, "--team", team.key), "Say what it is for"),
        (("revoke", "wmt_00000000"), "There is no such token"),
        (("renew", "nonsense\x00"), "There is no such token"),
    ):
        done = wardmote_token(*words)
        assert done.exit_code in (1, 2), words
        assert said in done.stderr, (words, done.stderr)
        assert not done.stdout
        assert "Traceback" not in done.stderr
    assert not AccessToken.objects.exists()


def test_tokens_are_listed_renewed_and_revoked_by_their_public_name(team) -> None:
    first = create(team).stdout
    name = first[:12]
    listed = wardmote_token("list").stdout
    assert name in listed
    assert "Repairs system" in listed
    assert first[13:].strip() not in listed
    second = wardmote_token("renew", name, "--overlap-days", "0").stdout
    assert SECRET.fullmatch(second)
    assert name not in wardmote_token("list").stdout, "the old one stopped at once"
    done = wardmote_token("revoke", second.strip())
    assert done.exit_code == 0
    assert "works no more" in done.stderr
    assert wardmote_token("list").stdout.count("\n") == 1


def test_the_list_says_what_is_used_what_ends_soon_and_what_was_renewed(team) -> None:
    def listed(*words: str) -> list[list[str]]:
        return [line.split("\t") for line in wardmote_token("list", *words).stdout.splitlines()[1:]]

    assert "There are no tokens. Make one" in wardmote_token("list").stderr
    name = create(team, "--days", "13").stdout[:12]
    ((public, whose, what_for, used, _until, state, may),) = listed()
    assert (public, whose, what_for) == (name, team.organisation.name, "Repairs system")
    assert (used, state, may) == ("never", "ends soon", "referrals:write")
    wardmote_token("renew", name, "--days", "30", "--overlap-days", "1")
    assert [row[5] for row in listed()] == ["live", "renewed"]
    create(team, "--days", "2")
    assert [row[5] for row in listed("--ending")] == ["ends soon"]
    other = make.a_team()
    assert listed("--organisation", other.organisation.key) == []
    assert len(listed("--organisation", team.organisation.key)) == 3
    assert "Did you mean" in wardmote_token("list", "--organisation", f"{other.organisation.key}x").stderr


@pytest.mark.parametrize("verb", ["create", "renew", "revoke"])
def test_the_examples_of_the_help_can_be_typed_as_they_stand(verb) -> None:
    told = wardmote_token(verb, "--help").stdout.replace("\\\n", " ")
    examples = re.findall(rf"^ +wardmote token {verb} (.+)$", told, re.MULTILINE)
    assert examples
    for example in examples:
        context = command.get_command(None, verb).make_context(verb, shlex.split(example))
        assert context.params


def test_the_help_tells_every_scope_and_where_to_read_on() -> None:
    told = wardmote_token("create", "--help").stdout
    for scope in Scope:
        assert re.search(rf"^ +{scope.value} +\w", told, re.MULTILINE)
    assert "docs/how-to/connect-a-system.md" in told
    assert "Begin with: wardmote token create --help" in wardmote_token("--help").stdout
    assert max(map(len, told.splitlines())) <= 80
