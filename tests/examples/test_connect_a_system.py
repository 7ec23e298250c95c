"""docs/how-to/connect-a-system.md as its reader meets it: every line runs as it stands (R1.10).

A real curl, told by a real shell, asks a real server. Where the page shows an answer, the answer has that shape.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner
from tests import factories as make

from wardmote.kernel.api.document import document_of
from wardmote.kernel.api.problems import KINDS
from wardmote.kernel.events import relay
from wardmote.project.api import api
from wardmote.project.cli.token import command as wardmote_token
from wardmote.project.demo import content
from wardmote.shared.partnerships.models import Category, Organisation, Team
from wardmote.shared.partnerships.rules import Scope

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/how-to/connect-a-system.md"
TEXT = PAGE.read_text(encoding="utf-8")
COUNCIL, ASKS, CLEANS, KIND = "walsall-council", "contact-centre", "streetpride-cleansing-n", "fly-tip"

CHANGES = {"id", "at", "acknowledge_by", "next", "name", "reasons", "areas"}
"""Names of fields whose values are another's in another borough or at another time."""


class Block(NamedTuple):
    """Lines for the reader to run, and the answer that the page shows below, if it does."""

    lines: str
    shown: str
    is_whole: bool


def blocks() -> Iterator[Block]:
    """Every block of lines on the page, in order."""
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
    for (kind, lines), (below, shown) in zip(fenced, [*fenced[1:], ("", "")], strict=True):
        if kind == "sh":
            yield Block(lines, shown if below in ("json", "http") else "", is_whole=below == "http")


class Reader:
    """Somebody with a shell, who runs one block after the other."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.variables = folder, {"WARDMOTE_URL": url}

    def runs(self, lines: str) -> str:
        """Run lines as they stand; what they print. The variables they set are there for the next."""
        kept = self.folder / "variables.json"
        keep = f"'{sys.executable}' -c 'import json, os; print(json.dumps(dict(os.environ)))' > '{kept}'"
        done = subprocess.run(
            ["sh", "-euac", f"{lines}\n{keep}"],
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "NO_PROXY": "*", **self.variables},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, f"{lines}\n{done.stdout}\n{done.stderr}"
        self.variables = json.loads(kept.read_text())
        return done.stdout

    def at_the_server(self, lines: str) -> None:
        """Run the lines of `wardmote token`; a new token's secret goes where the page says."""
        for line in lines.replace("\\\n", " ").splitlines():
            program, verb, *words = shlex.split(line)
            assert (program, verb) == ("wardmote", "token"), line
            public_name = self.variables.get("WARDMOTE_TOKEN", "").rpartition("_")[0]
            words = [public_name if word.startswith("wmt_") else word for word in words]
            done = CliRunner().invoke(wardmote_token, words)
            assert done.exit_code == 0, f"{line}\n{done.output}"
            if words[0] == "create":
                self.variables["WARDMOTE_TOKEN"] = done.stdout.strip()


@pytest.fixture
def reader(tmp_path: Path, live_server: Any) -> Reader:
    if shutil.which("curl") is None:
        told = "NO CURL: the lines of docs/how-to/connect-a-system.md cannot be run. Install curl."
        if os.environ.get("CI"):
            pytest.fail(told)
        pytest.skip(told)
    return Reader(tmp_path, live_server.url)


def a_small_walsall() -> None:
    """What of the demo borough the page speaks of."""
    make.a_partnership()
    ward = make.a_ward("Blakenall", 52.6068, -1.9808)
    category = make.a_category("Fly-tipped rubbish")
    Category.objects.filter(pk=category.pk).update(key=KIND)
    asks, cleans = make.a_team("Customer access"), make.a_team("Streetpride")
    organisation = asks.organisation
    Organisation.objects.filter(pk=organisation.pk).update(key=COUNCIL, name="Walsall Council")
    Team.objects.filter(pk=asks.pk).update(key=ASKS)
    Team.objects.filter(pk=cleans.pk).update(key=CLEANS, organisation=organisation)
    make.a_remit(cleans, category, ward)


@pytest.mark.django_db(transaction=True)
def test_every_line_of_the_page_runs_as_it_stands_and_is_answered_as_shown(reader: Reader) -> None:
    a_small_walsall()
    for block in blocks():
        if block.lines.startswith("wardmote "):
            reader.at_the_server(block.lines)
            continue
        assert "curl" in block.lines
        relay.drain()  # in life a process of its own does this within seconds
        said = reader.runs(block.lines)
        if block.is_whole:
            check_whole(said, block.shown)
        elif block.shown:
            assert any(holds(found, json.loads(block.shown)) for found in documents_in(said)), (
                f"The page shows\n{block.shown}\nbut this came:\n{said}"
            )


def documents_in(said: str) -> Iterator[Any]:
    """Every JSON object that was printed, one after the other."""
    at = 0
    while (at := said.find("{", at)) >= 0:
        found, at = json.JSONDecoder().raw_decode(said, at)
        yield found


def check_whole(said: str, shown: str) -> None:
    """The first line is the same, each header that is shown is there, and the body holds what is shown."""
    (status, *fields), body = in_parts(said)
    (expected, *headers), expected_body = in_parts(shown)
    assert status.rstrip() == expected
    names = {field.partition(":")[0].lower() for field in fields}
    assert {field.partition(":")[0].lower() for field in headers} <= names
    if expected_body:
        assert holds(json.loads(body), json.loads(expected_body)), f"{shown}\n{said}"


def in_parts(answer: str) -> tuple[list[str], str]:
    head, _, body = answer.replace("\r\n", "\n").strip().partition("\n\n")
    return head.splitlines(), body


def holds(found: Any, shown: Any) -> bool:
    """Whether an answer holds what the page shows of it. References and other names are another's each time."""
    match shown:
        case dict():
            return isinstance(found, dict) and all(
                name in found
                and (type(found[name]) is type(value) if name in CHANGES else holds(found[name], value))
                for name, value in shown.items()
            )
        case list():
            return isinstance(found, list) and all(any(holds(one, value) for one in found) for value in shown)
        case str():
            return isinstance(found, str) and without_references(found) == without_references(shown)
        case _:
            return bool(found == shown)


def without_references(text: str) -> str:
    return re.sub(r"\b([OR])-[0-9A-Z]{5}-[0-9A-Z]{5}\b", r"\1-…", text)


def test_the_page_names_only_calls_that_there_are() -> None:
    named = set(re.findall(r"/api/v1/([a-z$A-Z{}/_-]+)(?=[\s\"`?.]|$)", TEXT)) - {"openapi.json", "openapi"}
    assert len(named) > 10
    there = {path.removeprefix("/api/v1") for path in document_of(api)["paths"]}
    patterns = [re.compile(re.sub(r"\{\w+\}", "[^/]+", path)) for path in there]
    assert [name for name in sorted(named) if not any(p.fullmatch(f"/{name}") for p in patterns)] == []


def test_the_page_names_every_scope_and_only_problems_that_there_are() -> None:
    assert {scope.value for scope in Scope} == set(re.findall(r"^\| `(\w+:\w+)`", TEXT, re.MULTILINE))
    assert set(re.findall(r"#problem-([\w-]+)", TEXT)) <= {kind.name for kind in KINDS}
    statuses = {int(number) for number in re.findall(r"\b[45]\d\d\b", TEXT.partition("| status |")[2])}
    assert {kind.status for kind in KINDS} - {405} <= statuses, "a program must know what to do about each"


def test_the_demo_borough_has_what_the_page_asks_for() -> None:
    demo = content.read()
    assert {demo.teams[key].organisation for key in (ASKS, CLEANS)} == {COUNCIL}
    assert KIND in demo.teams[CLEANS].takes


def test_the_page_tells_the_two_variables() -> None:
    assert "export WARDMOTE_URL=http" in TEXT
    assert re.search(r"^export WARDMOTE_TOKEN=wmt_", TEXT, re.MULTILINE)
