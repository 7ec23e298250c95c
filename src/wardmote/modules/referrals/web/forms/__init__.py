"""One form for each thing that can be done with a referral."""

from collections.abc import Mapping

from ...rules import StepKind
from .act import ActForm, WordsForm, by_organisation
from .answering import (
    AcceptForm,
    AcknowledgeForm,
    AnswerForm,
    AskForm,
    ClaimForm,
    PauseForm,
    ProgressForm,
    ReleaseForm,
    ResumeForm,
)
from .leaving import (
    CloseForm,
    CoordinatorForm,
    GiveBackForm,
    RedirectForm,
    ReopenForm,
    ReturnForm,
    WithdrawForm,
)

__all__ = ["FORMS", "ActForm", "WordsForm", "by_organisation"]

FORMS: Mapping[StepKind, type[ActForm]] = {
    form.kind: form
    for form in (
        ClaimForm, AcknowledgeForm, AcceptForm, AskForm, AnswerForm, ProgressForm, PauseForm, ResumeForm,
        ReturnForm, RedirectForm, CoordinatorForm, GiveBackForm, WithdrawForm, CloseForm, ReopenForm, ReleaseForm,
    )
}  # fmt: skip
