"""Every setting read from the environment is told in the page that says how to run it."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
READ = re.compile(r"""(?:environ(?:\.get\(|\[)|_on\()"([A-Z][A-Z_]+)\"""")
OURS = {
    "WARDMOTE_BEGAN_AT",  # between our own processes
    "DJANGO_SETTINGS_MODULE",
    "PATH_INFO",  # of a request
    "PATH",  # handed on to a process of ours that gets nothing else
}


def test_every_setting_is_in_the_table() -> None:
    read = {
        name
        for file in (ROOT / "src").rglob("*.py")
        for name in READ.findall(file.read_text(encoding="utf-8"))
    }
    told = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/how-to/run-it.md").read_text(), re.MULTILINE))
    assert "DATABASE_URL" in read
    assert read - OURS - told == set()
    assert told - read == set()
