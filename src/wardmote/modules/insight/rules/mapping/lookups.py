"""From the text of a mapping file for a lookup to what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wardmote.kernel.mapping_files import Section, WrongMapping, read_yaml

from .model import ReleaseFacts, TableFile
from .reading import ABOUT, code_set, kept_rows, release_facts, table_file


@dataclass(frozen=True, kw_only=True)
class LookupMapping:
    """Which columns hold the codes of which sets. ``share`` is the column of the first one's share in the second."""

    source: str
    release: ReleaseFacts
    file: TableFile
    from_set: str
    from_column: str
    to_set: str
    to_column: str
    change: str = ""
    share: str = ""
    keep: Mapping[str, frozenset[str]]


def is_lookup(source: str) -> bool:
    """Whether a mapping file is for a lookup and not for figures. Raises WrongMapping where it is no block of keys."""
    top = Section(read_yaml(source, first="release:", about=ABOUT), "", [])
    return top.node("from") is not None and top.node("to") is not None


def read_lookup_mapping(source: str) -> LookupMapping:
    """Read a mapping file's text. Raises WrongMapping with every fault found."""
    top = Section(read_yaml(source, first="release:", about=ABOUT), "", [])
    release, file, keep = release_facts(top), table_file(top), kept_rows(top)
    ends: dict[str, tuple[str, str]] = {}
    for key in ("from", "to"):
        top.need(key, "write a block: {set: lsoa-2001, column: the column of its codes}.")
        block = top.section(key)
        if block is None:
            continue
        block.need("column", "name the column of the codes.")
        ends[key] = (code_set(block, "set"), block.text("column") or "")
        block.close()
    change, share = top.text("change") or "", top.text("share") or ""
    if len(ends) == 2 and ends["from"][0] == ends["to"][0]:
        top.fault(top.node("to"), "to", "a lookup leads to another set. Name two different ones.")
    top.close()
    if top.faults or release is None or len(ends) < 2:
        raise WrongMapping(top.faults)
    return LookupMapping(
        source=source,
        release=release,
        file=file,
        from_set=ends["from"][0],
        from_column=ends["from"][1],
        to_set=ends["to"][0],
        to_column=ends["to"][1],
        change=change,
        share=share,
        keep=keep,
    )
