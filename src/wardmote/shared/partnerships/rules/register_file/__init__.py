"""Organisations, teams and what they take, many at once from tables: read, judged row by row, and written again."""

from .agreements import KeptAgreement, in_cell, judge_agreements
from .columns import COLUMNS, WHOLE_BOROUGH, Column, headings, read_rows
from .judging import Kept, cells_of, judge_organisations, judge_teams
from .outcome import Change, Does, Fault, Judged, Verdict
from .rejecting import rejected_headings, rejected_rows
from .remits import KeptRemit, judge_remits, write_clock, write_places

__all__ = [
    "COLUMNS",
    "WHOLE_BOROUGH",
    "Change",
    "Column",
    "Does",
    "Fault",
    "Judged",
    "Kept",
    "KeptAgreement",
    "KeptRemit",
    "Verdict",
    "cells_of",
    "headings",
    "in_cell",
    "judge_agreements",
    "judge_organisations",
    "judge_remits",
    "judge_teams",
    "read_rows",
    "rejected_headings",
    "rejected_rows",
    "write_clock",
    "write_places",
]
