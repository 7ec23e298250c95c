"""How a figure came about, in words for the page, the tables and the paper."""

from .combining import How, Refusal, Result
from .saying import amount

_BLOCKS = {
    "oa": "output areas",
    "lsoa": "small areas (LSOA)",
    "msoa": "middle areas (MSOA)",
    "ward": "wards",
    "wards": "wards",
    "areas": "Areas",
    "localities": "localities",
}


def blocks_in_words(code_set: str) -> str:
    """Name the blocks of a code set: "small areas (LSOA) of 2001"."""
    first, _, rest = code_set.partition("-")
    known = _BLOCKS.get(first)
    if known is None:
        return code_set
    return f"{known} of {rest}" if rest.isdecimal() else known


def how_in_words(result: Result, blocks: str, weighed_by: str) -> str:
    """Say how a figure came about, and how much of the area it rests on."""
    if result.how is How.PRINTED:
        return "As printed for this area itself"
    if result.how is How.PUBLISHED:
        return "As published for this area itself"
    named = f"{result.known:,} of {result.blocks:,} {blocks_in_words(blocks)}"
    if result.how is How.REFUSED:
        reason = str(result.refusal) if result.refusal else "Not known."
        tells_how_much = result.refusal in (Refusal.TOO_LITTLE, Refusal.NOTHING) and blocks
        return f"{reason} Known: {named}." if tells_how_much else reason
    made = {
        How.ADDED: f"Added up from {named}",
        How.RECOMPUTED: f"Worked out again from what was counted in {named}",
        How.WEIGHTED: f"Mean of {named}, weighted by {weighed_by}",
    }[result.how]
    if result.withheld:
        made += f"; of {result.withheld:,} the source does not tell"
    if result.shared_weights:
        made += f", which are shared out in {result.shared_weights:,} of them, so it is estimated"
    elif result.is_estimated:
        made += "; blocks that lie only partly inside are shared out, so it is estimated"
    return made


def value_in_words(result: Result, unit: str, decimals: int, printed: str = "") -> str:
    """Write a figure as a reader sees it: "at least 40", "about 1,234", a dash where there is none."""
    if result.value is None:
        return printed if printed and result.how is not How.REFUSED else "–"
    written = amount(result.value, unit, decimals)
    if result.is_least:
        return f"at least {written}"
    return f"about {written}" if result.is_estimated else written
