"""No template carries style or script of its own, and none names a class that the style sheet does not know."""

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src/wardmote"
TEMPLATES = sorted(SOURCE.glob("**/templates/**/*.*"))
STYLES = (SOURCE / "kernel/ui/static/wardmote/wardmote.css").read_text(encoding="utf-8")
SCRIPTS = "".join(path.read_text(encoding="utf-8") for path in SOURCE.glob("**/static/wardmote/*.js"))

_FORBIDDEN = re.compile(
    r"\sstyle\s*=|\son[a-z]+\s*=|<style|javascript:|<script(?![^>]*\ssrc=)|\shx-on|\shx-vals\s*=\s*.js:",
    re.IGNORECASE,
)
_OURS = re.compile(r"(?<![\w-])wm-[a-z0-9]+(?:(?:-|__|--)[a-z0-9]+)*(?![\w{-])")


def name_of(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def test_there_are_templates_to_look_at() -> None:
    assert len(TEMPLATES) > 50


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_a_template_has_no_style_and_no_script_of_its_own(template: Path) -> None:
    assert _FORBIDDEN.findall(template.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_a_template_names_only_classes_that_exist(template: Path) -> None:
    known = set(_OURS.findall(STYLES)) | set(_OURS.findall(SCRIPTS))
    used = {
        name
        for classes in re.findall(r'class="([^"]*)"', template.read_text(encoding="utf-8"))
        for name in _OURS.findall(re.sub(r"{%.*?%}", " ", classes))
    }
    assert used - known == set()
