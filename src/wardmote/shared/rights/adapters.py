"""A person's copy, put together: as data, and as a page that can be read and printed without anything else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from wardmote.kernel.clock import LONDON, now

from .models import Request
from .rules.letters import COMPLAIN

_STYLE = Path(__file__).parent / "templates" / "rights" / "copy.css"


@dataclass(frozen=True)
class Whole:
    """The copy as data: as text, as what it says, and how many things stay out of it or are blacked out."""

    text: str
    content: dict[str, Any]
    left_out: int


def as_data(request: Request, parts: Sequence[str]) -> Whole:
    """Put the parts together. Of records that stay out as a whole nothing is said, not even that they are there."""
    matters = [json.loads(part) for part in parts if part]
    left_out = sum(
        1 for matter in matters for row in matter["rows"] for item in row["items"] if item["left_out"]
    )
    content = {
        "request": request.reference,
        "about": request.name,
        "from": request.organisation.name,
        "made": f"{now().astimezone(LONDON):%-d %B %Y, %H:%M}",
        "matters": matters,
        "rights": COMPLAIN,
    }
    return Whole(json.dumps(content, ensure_ascii=False, indent=1), content, left_out)


def as_page(content: dict[str, Any]) -> str:
    """The same as one page of HTML with its own style: any browser shows and prints it, in any script."""
    style = _STYLE.read_text(encoding="utf-8")
    page = render_to_string("rights/copy.html", {"copy": content})
    return page.replace("</title>", f"</title>\n<style>{style}</style>", 1)
