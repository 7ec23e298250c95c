"""Which words of the pages for everybody a language lacks: `python -m tools.translations` lists them.

Looked for in the templates that extend `ui/spoken.html`, in what they include, and in the Python beside them.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

SOURCE = Path(__file__).parents[1] / "src/wardmote"
TRANSLATIONS = SOURCE / "project/translations"
PLACES = (
    "kernel/ui/templates/ui/spoken.html",
    "kernel/ui/templates/ui/base.html",
    "kernel/ui/templates/ui/thread.html",
    "kernel/ui/templates/ui/pin_map.html",
    "modules/issues/templates/issues/tell_us/*.html",
    "modules/issues/web/tell_us/*.py",
)
_TAGS = re.compile(r'{%\s*translate\s+"([^"]+)"')
_BLOCKS = re.compile(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate\s*%}", re.S)
_CALLS = re.compile(r'(?<![\w.])(?:_|now_in)\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\)')


def said() -> Iterator[str]:
    """Every sentence that can be translated, as it stands in English."""
    for pattern in PLACES:
        for path in sorted(SOURCE.glob(pattern)):
            text = path.read_text(encoding="utf-8")
            if path.suffix == ".py":
                for call in _CALLS.findall(text):
                    yield "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', call))
                continue
            yield from _TAGS.findall(text)
            for block in _BLOCKS.findall(text):
                yield re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", re.split(r"{%\s*plural\s*%}", block)[0])


def missing(language: str) -> list[str]:
    """What a language lacks, in the order of the pages."""
    written = {
        entry.msgid
        for entry in polib.pofile(str(TRANSLATIONS / f"{language}.po"))
        if entry.msgstr or all(entry.msgstr_plural.values())
    }
    return [words for words in dict.fromkeys(said()) if words not in written]


if __name__ == "__main__":
    lacks = {path.stem: missing(path.stem) for path in sorted(TRANSLATIONS.glob("*.po"))}
    for language, words in lacks.items():
        print(f"{language}: {len(words)} missing", *words, sep="\n  ")  # noqa: T201 (a command)
    sys.exit(any(lacks.values()))
