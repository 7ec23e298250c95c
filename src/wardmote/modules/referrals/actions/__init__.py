"""Every change to observations and referrals. Pages, the API, jobs and the command line all come through here."""

from .answering import (
    accept_referral,
    acknowledge_referral,
    answer_question,
    ask_for_information,
    call_coordinator,
    claim_referral,
    close_referral,
    keep_team_note,
    note_progress,
    pause_referral,
    redirect_referral,
    release_for_leaver,
    release_referral,
    reopen_referral,
    resume_referral,
    return_referral,
    withdraw_referral,
)
from .deadlines import WORK_OUT_JOB, work_out_deadlines
from .handing_over import hand_over_referral
from .imports import begin_import, end_import, keep_batch
from .looks import keep_look
from .observations import (
    Concerned,
    ObservationDetails,
    add_photo,
    add_to_observation,
    discard_draft,
    end_observation,
    keep_draft,
    record_observation,
)
from .sending import send_referrals
from .undoing import ask_to_undo, refuse_to_undo, remove_what_it_brought

__all__ = [
    "WORK_OUT_JOB",
    "Concerned",
    "ObservationDetails",
    "accept_referral",
    "acknowledge_referral",
    "add_photo",
    "add_to_observation",
    "answer_question",
    "ask_for_information",
    "ask_to_undo",
    "begin_import",
    "call_coordinator",
    "claim_referral",
    "close_referral",
    "discard_draft",
    "end_import",
    "end_observation",
    "hand_over_referral",
    "keep_batch",
    "keep_draft",
    "keep_look",
    "keep_team_note",
    "note_progress",
    "pause_referral",
    "record_observation",
    "redirect_referral",
    "refuse_to_undo",
    "release_for_leaver",
    "release_referral",
    "remove_what_it_brought",
    "reopen_referral",
    "resume_referral",
    "return_referral",
    "send_referrals",
    "withdraw_referral",
    "work_out_deadlines",
]
