"""Categories and teams to import into, and files written on the spot."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection
from tests.factories import a_category

from wardmote.kernel.actor import system
from wardmote.modules.referrals.actions.imports import import_reports
from wardmote.modules.referrals.models import ImportRun
from wardmote.modules.referrals.queries import imports
from wardmote.shared.partnerships.models import Category
from wardmote.shared.partnerships.rules import Sensitivity

COMMAND_LINE = system("command line")

MAPPING = """\
system: Other Borough
file: {format: csv}
times: {zone: Europe/London}
their_reference: id
words: what
observed_at: seen
ended: {at: closed}
place: {latitude: lat, longitude: lon, words: where}
category:
  from: kind
  values: {Hole: pothole, Private: general, Child: child}
  default: pothole
"""
HEADING = "id,what,seen,closed,lat,lon,where,kind"


def row(number: object = 1, **others: str) -> str:
    """One line of a file that MAPPING describes, with some columns otherwise than usual."""
    usual = {"id": str(number), "what": "A hole in the road", "seen": "2024-01-02 10:00", "closed": ""}
    usual |= {"lat": "52.58", "lon": "-1.98", "where": "Sand Street", "kind": "Hole"}
    return ",".join((usual | others).values())


def elsewhere() -> psycopg.Connection:
    """Another connection to the test's own database."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    return psycopg.connect(url, autocommit=True)


@dataclass(frozen=True)
class Files:
    """Writes a mapping and files into the test's own folder, and imports them."""

    folder: Path

    def mapping(self, text: str = MAPPING) -> Path:
        """A mapping file."""
        path = self.folder / "mapping.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    def csv(self, *lines: str, heading: str = HEADING, name: str = "reports.csv") -> Path:
        """A CSV file with these lines under a heading."""
        return self.file("\n".join([heading, *lines, ""]).encode(), name)

    def file(self, content: bytes, name: str = "reports.csv") -> Path:
        """A file with this content."""
        path = self.folder / name
        path.write_bytes(content)
        return path

    def bring_in(self, path: Path, mapping: str = MAPPING, team: str | None = None) -> ImportRun:
        """Import a file through a mapping."""
        return import_reports(by=COMMAND_LINE, path=path, to=self.destination(mapping, team))

    def destination(self, mapping: str = MAPPING, team: str | None = None) -> imports.Destination:
        """Where a mapping leads to."""
        return imports.destination(
            COMMAND_LINE, imports.mapping_in(COMMAND_LINE, self.mapping(mapping)), team
        )


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Files to import."""
    return Files(tmp_path)


@pytest.fixture
def categories() -> dict[str, Category]:
    """One category of each sensitivity, under the keys that MAPPING names."""
    levels = {"pothole": Sensitivity.OPEN, "general": Sensitivity.PARTNERS, "child": Sensitivity.PROTECTED}
    made = {}
    for key, level in levels.items():
        made[key] = a_category(key, sensitivity=level)
        made[key].key = key
        made[key].save()
    return made
