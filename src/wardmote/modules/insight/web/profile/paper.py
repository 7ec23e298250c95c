"""The profile as a paper: a tagged PDF (PDF/UA-1) with the same charts, their words, and every table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import lru_cache
from json import dumps
from pathlib import Path

import font_source_sans_pro
import typst
from django.template.loader import render_to_string

from wardmote.shared.geography import queries as geography

from .parts import Chart, Profile, Table
from .smalls import Smalls, smalls_of

TEMPLATE = Path(__file__).with_name("profile.typ")
SURE = (
    "Counts of wards and small areas are added. Rates and percentages are worked out again from what was counted."
    " Scores are means in which each small area weighs as much as its residents. Medians and ranks cannot be put"
    " together, so we do not. What was printed for an area and for nothing smaller stands as it was printed. Figures"
    " that begin with “about” are estimated."
)


def paper_of(profile: Profile) -> bytes:
    """Set the paper. It is made anew only when the map or the figures have changed."""
    said = dumps(_said(profile), ensure_ascii=False)
    return _set(geography.map_version(), profile.known.version, profile.known.on, said)


@lru_cache(maxsize=32)
def _set(_map: str, _figures: str, on: date, said: str) -> bytes:
    made = typst.compile(
        str(TEMPLATE),
        format="pdf",
        sys_inputs={"profile": said},
        font_paths=[font_source_sans_pro.font_directory],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        timestamp=datetime.combine(on, time(), UTC),
    )
    if not isinstance(made, bytes):
        raise TypeError("A paper is one file")
    return made


def _said(profile: Profile) -> Mapping[str, object]:
    known, area = profile.known, profile.area
    smalls = smalls_of(known, area)
    return {
        "title": f"{area.name}: the profile",
        "author": "Wardmote",
        "made": f"{known.set_name}, as of {known.on.day} {known.on:%B %Y}",
        "name": area.name,
        "wards": " · ".join(ward.name for ward in known.wards[area.key]),
        "lede": " ".join(profile.lede) or "No figures are known here yet.",
        "flags": profile.flags,
        "compared": [
            {
                "words": row.words,
                "value": row.value,
                "whole": row.whole,
                "verdict": str(row.verdict or "–"),
                "others": row.others,
            }
            for row in profile.compared
        ],
        "sections": [
            {
                "heading": section.heading,
                "charts": [
                    *(_map(smalls) if section.id == "deprivation" else []),
                    *(_chart(group.chart, area.name) for group in section.groups if group.chart),
                ],
                "words": _words(profile, smalls) if section.id == "deprivation" else [],
                "tables": [
                    *(_listed(smalls) if section.id == "deprivation" else []),
                    *(_table(group.table) for group in section.groups),
                ],
                "foot": f"{'. '.join(section.hows)}. Source: {'; '.join(section.sources)}.",
            }
            for section in profile.sections
        ],
        "sure": SURE,
        "sources": profile.sources,
    }


def _words(profile: Profile, smalls: Smalls | None) -> Sequence[str]:
    return [*([smalls.about] if smalls else []), *profile.standings]


def _chart(chart: Chart, here: str) -> Mapping[str, object]:
    return {
        "svg": render_to_string(chart.template, {"chart": chart, "here": here}),
        "alt": f"{chart.title}. {chart.said} Every figure is in the table.",
        "width": 62,
    }


def _map(smalls: Smalls | None) -> Sequence[Mapping[str, object]]:
    if smalls is None:
        return []
    svg = render_to_string("insight/charts/smalls.html", {"map": smalls})
    return [{"svg": svg, "alt": f"{smalls.title}. {smalls.said}", "width": 62}]


def _listed(smalls: Smalls | None) -> Sequence[Mapping[str, object]]:
    if smalls is None:
        return []
    return [
        {
            "caption": smalls.title,
            "first": smalls.first,
            "columns": ["Number on the map", "Score"],
            "lines": [{"words": p.name, "cells": [p.number, p.value]} for p in smalls.listed],
        }
    ]


def _table(table: Table) -> Mapping[str, object]:
    return {
        "caption": table.caption,
        "first": table.first,
        "columns": table.columns,
        "lines": [
            {
                "words": line.words,
                "cells": [f"{cell.words} ?" if cell.is_flagged else cell.words for cell in line.cells],
            }
            for line in table.lines
        ],
    }
