"""What is locked is locked by its content, and no file says where packages come from or whose machine it was."""

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKED = sorted(ROOT.glob("requirements/*.txt"))
REQUIREMENT = re.compile(r"^[a-z0-9][a-z0-9._-]*==\S+", re.MULTILINE)
NEVER = {
    "a package host": re.compile(r"pypi[.]org|pythonhosted[.]org|npmjs[.](?:org|com)|yarnpkg[.]com"),
    "an index option": re.compile(
        r"(?<![\w-])--?(?:extra-|default-)?index-url\b|--find[-]links\b|^\s*registry\s*=", re.M
    ),
    "a machine's path": re.compile(r"(?:^|[^\w.])/(?:home|root|Users|work)/\w"),
}


def tracked_texts() -> dict[str, str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    texts = {}
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and b"\0" not in path.read_bytes()[:8000]:
            texts[name] = path.read_text(encoding="utf-8", errors="replace")
    return texts


@pytest.mark.parametrize("path", LOCKED, ids=lambda path: path.name)
def test_every_python_package_is_pinned_with_its_hashes_and_nothing_else(path: Path) -> None:
    text = path.read_text()
    assert REQUIREMENT.search(text)
    entries = re.split(r"\n(?=[a-z0-9])", text.strip())
    for entry in entries:
        assert REQUIREMENT.match(entry), entry.splitlines()[0]
        assert "--hash=sha256:" in entry, entry.splitlines()[0]
    assert "://" not in text


def test_every_npm_package_is_locked_by_its_content_alone() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    locked = {name: about for name, about in packages.items() if name}
    assert locked
    for name, about in locked.items():
        assert about["integrity"].startswith("sha512-"), name
        assert "resolved" not in about, name


def test_no_file_names_a_package_host_an_index_or_a_machine() -> None:
    found = [
        f"{name} names {what}: {hit.group().strip()}"
        for name, text in tracked_texts().items()
        for what, pattern in NEVER.items()
        if (hit := pattern.search(text))
    ]
    assert not found
