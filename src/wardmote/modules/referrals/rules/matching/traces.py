"""By what two records are brought together to be compared at all: one trace for each thing known.

A trace is text of one thing only, made so that most ways to write it give the same. It is stored blind
(`kernel.privacy.blind`): equal ones find each other by an index and cannot be read.
"""

from __future__ import annotations

from datetime import date

from wardmote.shared.partnerships.rules import SharedItem

from .written import address_in, contacts_in, name_in


def trace_of(item: SharedItem, value: str) -> str:
    """The trace of one thing known of somebody; empty for what brings nobody together."""
    match item:
        case SharedItem.NAME:
            name = name_in(value)
            trace = " ".join(sorted(name.words)) if name.is_full else ""
        case SharedItem.BIRTH_DATE:
            trace = value
        case SharedItem.CONTACT:
            trace = next(iter(contacts_in(value)), "")
        case SharedItem.ADDRESS:
            trace = address_in(value).door
        case _:
            trace = ""
    return f"{item}:{trace}" if trace else ""


def traces_to_seek(item: SharedItem, value: str) -> frozenset[str]:
    """The traces of whoever may be the same: its own, and that of the date with day and month changed round."""
    seek = {trace_of(item, value)}
    if item == SharedItem.BIRTH_DATE and value:
        born = date.fromisoformat(value)
        if born.day <= 12:
            seek.add(trace_of(item, date(born.year, born.day, born.month).isoformat()))
    return frozenset(seek - {""})
