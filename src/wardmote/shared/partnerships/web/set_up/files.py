"""Bringing a file for the set-up: it waits until somebody has looked at it, then it is used or let go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponseBase
from django.urls import reverse

from wardmote.kernel.refusals import Conflict, NotReady
from wardmote.kernel.table_files import UnreadableTable
from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest
from wardmote.shared.geography.rules.boundaries import BadMap

from ... import actions
from ...models import WaitingFile
from ...rules import SetUpFile

UNUSABLE = (BadMap, NotReady, Conflict, UnreadableTable)
"""What reading or using a file may be refused with; each says what to do."""


def brought_file(label: str, help_text: str, *, accept: str, max_bytes: int) -> forms.FileField:
    """A field for a file of at most so many bytes."""

    def fits(file: Any) -> None:
        if file.size > max_bytes:
            raise ValidationError(
                f"The file has {file.size / 1_048_576:.0f} MB; {max_bytes // 1_048_576} MB fit. Make it smaller, or"
                " bring it in parts"
            )

    return forms.FileField(
        label=label,
        help_text=help_text,
        validators=[fits],
        error_messages={"required": "Choose a file", "empty": "This file is empty. Choose another"},
        widget=forms.FileInput(attrs={"accept": accept}),
    )


def content_of(form: forms.Form) -> bytes:
    """The bytes of the file that came with a valid form."""
    file = form.cleaned_data["file"]
    file.seek(0)
    content: bytes = file.read()
    return content


def bring(
    request: ActorRequest, form: forms.Form, *, kind: SetUpFile, said: dict[str, str], back: str
) -> HttpResponseBase:
    """Let the file of a valid form wait, and go where it is looked at."""

    def act() -> str:
        name = str(form.cleaned_data["file"].name)
        actions.bring_file(by=request.actor, kind=kind, name=name, content=content_of(form), said=said)
        return reverse(back)

    return once(request, act)


def settle(
    request: ActorRequest,
    *,
    kind: SetUpFile,
    waiting: WaitingFile | None,
    use: Callable[[WaitingFile], str],
    back: str,
) -> HttpResponseBase | str:
    """Use the waiting file or let it go, whichever button was pressed; or say why not. Nothing if none was.

    ``use`` does it, and gives what the address then says was done.
    """
    pressed = request.POST.get("settle")
    if pressed is None:
        return ""

    def act() -> str:
        # A second press of the same form only goes where the first one went: by then the file waits no longer.
        if waiting is None or request.POST.get("waiting") != str(waiting.pk):
            raise Conflict("This file was used, let go or changed meanwhile. Look at what is here now.")
        done = use(waiting) if pressed == "use" else "let-go"
        actions.drop_file(by=request.actor, kind=kind)
        return f"{reverse(back)}?done={done}"

    try:
        return once(request, act)
    except UNUSABLE as refused:
        return str(refused)


def page_context(request: ActorRequest, form: forms.Form, refused: str, **more: Any) -> dict[str, Any]:
    """What the page of every kind of file shows."""
    return {"form": form, "refused": refused, "done": request.GET.get("done", ""), **more}


def form_of(kind: type[forms.Form], request: ActorRequest) -> forms.Form:
    """The form with what was sent, unless another button was pressed."""
    is_sent = request.method == "POST" and "settle" not in request.POST
    return kind(request.POST, request.FILES) if is_sent else kind()
