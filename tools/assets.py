"""Builds what the pages take from npm packages into static files.

    python -m tools.assets

govuk-frontend's style sheet is changed on the way: without the Transport fonts and the crest, which only
GOV.UK may use, and with sides named by the direction of writing, so that one sheet serves left-to-right and
right-to-left. Every change is counted, and a count that differs stops the build: an upgrade of the package
cannot slip anything by. Only the standard library is used.
"""

import re
import shutil
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
BUILT = ROOT / "src/wardmote/kernel/ui/static/vendor"


class WrongCount(Exception):
    """A change found more or fewer places than it should; the message says which."""


class Change(NamedTuple):
    """One kind of change to a style sheet and how many places it must find."""

    name: str
    pattern: str
    replacement: str
    places: int


_SIDES = {"left": "start", "right": "end"}
_SIDED = re.compile(
    r"(?<=[{;])(?:"
    r"(?P<box>margin|padding|border)-(?P<box_side>left|right)(?P<part>-color|-width|-style)?(?=:)"
    r"|(?P<inset>left|right)(?=:)"
    r"|(?P<placing>float|text-align):(?P<placing_side>left|right)(?=[;}!])"
    r")"
)
_SIDED_PLACES = 297

GOVUK_CHANGES = (
    Change("font faces", r"@font-face\{[^}]*\}", "", 2),
    Change("font names", r"GDS Transport,arial,sans-serif", "var(--wm-sans,sans-serif)", 58),
    Change("crest addresses", r"url\(/assets/images/govuk-crest\.svg\)", "none", 3),
    Change("source map", r"/\*# sourceMappingURL=\S+ \*/\n?", "", 1),
)
SCRIPT_CHANGES = (Change("source map", r"//# sourceMappingURL=\S+\s*$", "", 1),)


def changed(text: str, changes: tuple[Change, ...]) -> str:
    """The text after all changes. Raises WrongCount."""
    for change in changes:
        text, found = re.subn(change.pattern, change.replacement, text)
        _require(change.name, found, change.places)
    return text


def logical(css: str, *, places: int) -> str:
    """The style sheet with left and right turned into start and end of the line. Raises WrongCount."""
    css, found = _SIDED.subn(_logical, css)
    _require("left and right", found, places)
    return css


def govuk(css: str) -> str:
    """govuk-frontend's style sheet as we serve it. Raises WrongCount."""
    return logical(changed(css, GOVUK_CHANGES), places=_SIDED_PLACES)


def build(packages: Path, built: Path) -> None:
    """Write the static files anew; `built` is replaced only when everything is there. Raises WrongCount."""
    fresh = built.with_name(f"{built.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    frontend, leaflet = packages / "govuk-frontend/dist/govuk", packages / "leaflet/dist"
    for folder in ("govuk", "leaflet"):
        (fresh / folder).mkdir(parents=True)
    _write(fresh / "govuk/govuk.css", govuk(_read(frontend / "govuk-frontend.min.css")))
    for script, source in (
        ("govuk/govuk-frontend.min.js", frontend / "govuk-frontend.min.js"),
        ("leaflet/leaflet.js", leaflet / "leaflet.js"),
    ):
        _write(fresh / script, changed(_read(source), SCRIPT_CHANGES))
    shutil.copy(leaflet / "leaflet.css", fresh / "leaflet/leaflet.css")
    shutil.copytree(leaflet / "images", fresh / "leaflet/images")
    shutil.rmtree(built, ignore_errors=True)
    fresh.rename(built)


def _logical(found: re.Match[str]) -> str:
    if found["box"]:
        return f"{found['box']}-inline-{_SIDES[found['box_side']]}{found['part'] or ''}"
    if found["inset"]:
        return f"inset-inline-{_SIDES[found['inset']]}"
    if found["placing"] == "float":
        return f"float:inline-{_SIDES[found['placing_side']]}"
    return f"text-align:{_SIDES[found['placing_side']]}"


def _require(name: str, found: int, places: int) -> None:
    if found != places:
        raise WrongCount(
            f"{name}: found {found} places, expected {places}. Look at what the new package changed, "
            "then correct the count in tools/assets.py."
        )


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    build(PACKAGES, BUILT)
