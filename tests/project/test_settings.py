"""The settings: any PostgreSQL by one address, and no start without a secret."""

import os
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from wardmote.project.settings.base import database


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://ann:s%40lt@db.example:5433/ward", ("ward", "ann", "s@lt", "db.example", "5433")),
        ("postgres://ann@[::1]/ward", ("ward", "ann", "", "::1", "")),
        ("postgresql://ann@/ward?host=/var/a folder/s", ("ward", "ann", "", "/var/a folder/s", "")),
        ("postgresql://ann@/ward?host=%2Fvar%2Fs&port=5433", ("ward", "ann", "", "/var/s", "5433")),
        ("postgresql:///ward", ("ward", "", "", "", "")),
    ],
)
def test_an_address_names_server_and_login(url, expected):
    settings = database(url)
    assert tuple(settings[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")) == expected


def test_what_else_the_address_says_goes_to_the_driver():
    assert database("postgresql://db.example/ward?sslmode=require")["OPTIONS"]["sslmode"] == "require"


def test_every_connection_takes_on_the_applications_role():
    assert "role=wm_app" in database("postgresql:///ward")["OPTIONS"]["options"]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_password_comes_through(password):
    assert database(f"postgresql://ann:{quote(password, safe='')}@db.example/ward")["PASSWORD"] == password


@pytest.mark.parametrize(
    "url", ["", "sqlite:///x", "mysql://db/ward", "postgresql://db.example", "postgresql://db/"]
)
def test_any_other_address_is_refused_in_a_sentence(url):
    with pytest.raises(ImproperlyConfigured, match="PostgreSQL 15"):
        database(url)


START = "import wardmote.project.wsgi"


def test_over_https_cookies_are_of_this_host_alone_and_browsers_stay_with_https():
    names = (
        "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_HSTS_SECONDS"
    )
    ended = subprocess.run(
        [
            sys.executable,
            "-c",
            f"from wardmote.project.settings import base; print(*(getattr(base, n) for n in {names.split()}))",
        ],
        env={**os.environ, "WARDMOTE_ORIGIN": "https://hub.example", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.split() == ["__Host-session", "__Host-csrf", "True", "True", "31536000"]


SECRET, KEYS = {"WARDMOTE_SECRET_KEY": "x" * 50}, {"WARDMOTE_FIELD_KEYS": "y" * 43}


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "Set WARDMOTE_SECRET_KEY"),
        (SECRET, "Set WARDMOTE_FIELD_KEYS"),
        (SECRET | {"WARDMOTE_FIELD_KEYS": "short"}, "needs 32 or more random characters"),
        (SECRET | KEYS, ""),
        ({"WARDMOTE_DEMO": "1"}, ""),
    ],
)
def test_the_web_application_starts_only_with_its_secrets_or_in_the_demo(environment, said):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WARDMOTE", "DJANGO"))}
    ended = subprocess.run(
        [sys.executable, "-c", START],
        env={**kept, **environment, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode == 0) is not bool(said), ended.stderr
    assert said in ended.stderr
