"""Every write to people's requests."""

from .by_command import copy_by_command, find_by_command
from .choosing import TO_DECIDE, choose, decide, release, search
from .doing import correct, end_mark, erase, mark
from .packing import PACK_JOB, ask_for_pack, empty_pack, finish_pack, give_up_pack, make_part, take_pack
from .requests import (
    Details,
    answer,
    ask_them,
    extend,
    hear_from_them,
    refuse,
    shed_request,
    withdraw,
    write_down,
)

__all__ = [
    "PACK_JOB",
    "TO_DECIDE",
    "Details",
    "answer",
    "ask_for_pack",
    "ask_them",
    "choose",
    "copy_by_command",
    "correct",
    "decide",
    "empty_pack",
    "end_mark",
    "erase",
    "extend",
    "find_by_command",
    "finish_pack",
    "give_up_pack",
    "hear_from_them",
    "make_part",
    "mark",
    "refuse",
    "release",
    "search",
    "shed_request",
    "take_pack",
    "withdraw",
    "write_down",
]
