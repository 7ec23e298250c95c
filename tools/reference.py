"""Writes docs/reference, and the types of the example client, from the code, so that they cannot say anything else.

``--check`` only compares.

python -m tools.reference [--check]
"""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wardmote.kernel.privacy.kinds import Part

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = "docs/reference"
_MADE = "_Made from the code by `./run docs`. Do not edit._\n"


def permissions() -> Iterator[str]:
    """The whole policy as one table, and who may by what."""
    from wardmote.kernel.access import Extent
    from wardmote.shared.partnerships.queries import WARDMOTE, policy_table
    from wardmote.shared.partnerships.rules import RoleName, in_words

    rows = policy_table()
    yield "# Who may do what\n"
    yield _MADE
    yield "Each permission with the rule that decides it. Pages, the API and jobs all ask here; the database holds"
    yield "the same for reading as a second lock ([kernel](../explanation/kernel.md)).\n"
    yield "| permission | rule | it asks |"
    yield "|---|---|---|"
    for row in rows:
        yield f"| `{row.permission}` | {row.sentence} | {row.condition} |"
    yield "\n## By role\n"
    yield "Found by trying each rule with somebody who holds just this role, in matters in which their team and they"
    yield "themselves have every part. ● whatever it is about · ◐ where they have a part in it · empty: never."
    yield "Roles that need a second factor have shown it.\n"
    columns = [*(in_words(role) for role in RoleName), "Wardmote itself"]
    yield f"| permission | {' | '.join(columns)} |"
    yield f"|---|{'|'.join(':-:' for _ in columns)}|"
    signs = {Extent.ALWAYS: "●", Extent.IN_PART: "◐", Extent.NEVER: ""}
    for row in rows:
        cells = [signs[row.roles[key]] for key in (*RoleName, WARDMOTE)]
        yield f"| `{row.permission}` | {' | '.join(cells)} |"


def referral_life() -> Iterator[str]:
    """The table of moves and the fixed lists."""
    from wardmote.modules.referrals.rules import (
        MOVES,
        OUTCOMES,
        PAUSE_REASONS,
        RETURN_REASONS,
        WITHDRAW_REASONS,
    )

    yield "# The life of a referral\n"
    yield _MADE
    yield "## Moves\n"
    yield "| step | button | from | to | by | must give |"
    yield "|---|---|---|---|---|---|"
    for kind, move in MOVES.items():
        cells = [
            f"`{kind}`",
            move.verb or "(Wardmote itself)",
            ", ".join(sorted(s.replace("_", " ") for s in move.from_)),
            move.to.replace("_", " ") if move.to else "stays",
            ", ".join(sorted(move.by)),
            ", ".join(sorted(move.needs)),
        ]
        yield f"| {' | '.join(cells)} |"
    yield "\n## Outcomes\n"
    yield "| key | label | what people read | needs words | counts as |"
    yield "|---|---|---|---|---|"
    for outcome in OUTCOMES.values():
        needs = "yes" if outcome.needs_words else "no"
        yield f"| `{outcome.key}` | {outcome.label} | {outcome.plain} | {needs} | {outcome.counts_as} |"
    yield "\n## Return reasons\n"
    yield "| key | label | what the sender reads | next step | limit |"
    yield "|---|---|---|---|---|"
    for reason in RETURN_REASONS.values():
        yield f"| `{reason.key}` | {reason.label} | {reason.plain} | {reason.next_step} | {reason.limit} |"
    yield "\n## Withdraw reasons\n"
    yield from (f"- `{reason.key}`: {reason.plain}" for reason in WITHDRAW_REASONS.values())
    yield "\n## Pause reasons\n"
    yield from (
        f"- `{reason.key}`: {reason.plain} At most {reason.longest.days} days."
        for reason in PAUSE_REASONS.values()
    )


def privacy() -> Iterator[str]:
    """Every field, how long it is kept and how it goes."""
    from django.apps import apps

    from wardmote.kernel.privacy import declared, is_declared

    yield "# What is kept, and how it goes\n"
    yield _MADE
    yield "A person's own copy (subject access) holds the fields marked so.\n"
    for model in apps.get_models():
        if not is_declared(model):
            continue
        yield f"## {model._meta.label}\n"
        yield "| field | kept | then | in the person's copy |"
        yield "|---|---|---|---|"
        for field, keep in declared(model).items():
            kept = f"{keep.months} months {keep.after}" if keep.months else str(keep.after)
            yield f"| {field} | {kept} | {keep.shed} | {'yes' if keep.own_copy else 'no'} |"
        yield ""


def retention() -> Iterator[str]:
    """Every kind of record: how long it is kept, what happens then, and which fields it holds."""
    from django.apps import apps

    from wardmote.kernel.privacy import declared, is_declared
    from wardmote.kernel.privacy.kinds import Part, covered_by, goes_one_day, kinds
    from wardmote.shared.retention.rules import months_in_words, rule_in_words

    fields: dict[str, dict[str, list[str]]] = {}
    for model in apps.get_models():
        for name, keep in declared(model).items() if is_declared(model) else ():
            kind = covered_by(model, name) if goes_one_day(keep) else None
            if kind is not None:
                of_table = fields.setdefault(kind.key, {})
                of_table.setdefault(f"`{model._meta.label}`, which {keep.shed}", []).append(name)
    yield "# How long what is kept\n"
    yield _MADE
    yield "As released. Data protection officers and administrators change periods within their bounds on the page"
    yield "*Periods*; a group of categories can be given one of its own. How it works:"
    yield "[keep no longer than needed](../how-to/keep-no-longer-than-needed.md). Every other field is kept for as long"
    yield "as its row ([privacy](privacy.md)).\n"
    for kind in kinds():
        yield f"## {kind.name}\n"
        yield f"{kind.about}\n"
        protected = _shipped_parts(kind.key)
        for part in [Part(key="", name="", period=kind.period), *protected]:
            what = f"**{part.name}**: kept" if part.name else "Kept"
            bounds = f"{months_in_words(part.period.shortest)} to {months_in_words(part.period.longest)}"
            yield f"- {what} {rule_in_words(part.period.months, kind.begins)}; may be {bounds}. {part.period.why}"
        yield f"- Then: {kind.then}"
        yield f"- When: {kind.itself or 'once a data protection officer has approved it.'}"
        for table, names in fields.get(kind.key, {}).items():
            yield f"- {table}: {', '.join(names)}"
        yield ""


def _shipped_parts(kind: str) -> list["Part"]:
    """The parts that have a period of their own as released, whatever a partnership adds."""
    from wardmote.modules.referrals.queries.due import PROTECTED_DRAFTS, PROTECTED_PART

    return {"matter": [PROTECTED_PART], "draft": [PROTECTED_DRAFTS]}.get(kind, [])


def addresses() -> Iterator[str]:
    """Every page, and whom it lets in."""
    from django.urls import URLPattern, URLResolver, get_resolver

    def walk(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
        for pattern in resolver.url_patterns:
            where = f"{prefix}{pattern.pattern}"
            if isinstance(pattern, URLResolver):
                yield from walk(pattern, where)
            else:
                yield where, pattern

    yield "# Addresses\n"
    yield _MADE
    yield "| address | who may come in | what it is |"
    yield "|---|---|---|"
    for where, pattern in sorted(walk(get_resolver()), key=lambda found: found[0]):
        view = pattern.callback
        if not getattr(view, "__module__", "").startswith("wardmote."):
            continue
        who = {"signed_in": "signed in", "public": "anybody"}.get(getattr(view, "access", ""), "anybody")
        said = (view.__doc__ or "").strip().splitlines()[0] if view.__doc__ else ""
        yield f"| `/{where}` | {who} | {said} |"


def client_shapes() -> Iterator[str]:
    """The types of the example client."""
    from tools.client_shapes import shapes
    from wardmote.kernel.api.document import document_of
    from wardmote.project.api import api

    yield from shapes(document_of(api))


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    f"{REFERENCE}/permissions.md": permissions,
    f"{REFERENCE}/referral-life.md": referral_life,
    f"{REFERENCE}/privacy.md": privacy,
    f"{REFERENCE}/retention.md": retention,
    f"{REFERENCE}/addresses.md": addresses,
    "examples/client/wardmote_client/shapes.py": client_shapes,
}


def main(arguments: list[str]) -> int:
    """Write the pages, or with ``--check`` say which are not current."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardmote.project.settings")
    # The reference is that of a partnership's own house: the demo's pages are not in it.
    os.environ.pop("WARDMOTE_DEMO", None)
    os.environ["WARDMOTE_DEBUG"] = ""
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    import django

    django.setup()
    stale = []
    for name, page in PAGES.items():
        text = "\n".join(page()).rstrip() + "\n"
        path = ROOT / name
        if "--check" in arguments:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                stale.append(name)
        else:
            path.write_text(text, encoding="utf-8")
    if stale:
        sys.stderr.write(f"Not current: {', '.join(stale)}. Run ./run docs and commit what it writes.\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
