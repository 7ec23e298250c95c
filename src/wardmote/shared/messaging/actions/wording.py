"""The administrator words messages."""

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import in_turn
from wardmote.kernel.refusals import NotReady

from ..audit import Audited
from ..models import Wording
from ..permissions import Permission
from ..ports import MessageKind
from ..rules import names_in, unknown_gaps


@transaction.atomic
def word_message(*, by: Actor, kind: MessageKind, subject: str, body: str, text: str) -> Wording:
    """Give a kind of message other words from now on. Raises NotReady for gaps missing, or that nothing fills."""
    access.require(by, Permission.KEEP_WORDS)
    for field, words in (("subject", subject), ("body", body), ("text", text)):
        if unknown := unknown_gaps(words, known=kind.gaps):
            gaps = ", ".join(f"(({name}))" for name in unknown)
            raise NotReady(
                f"Nothing fills {gaps} in this message. Take it out, or check how it is spelt", field=field
            )
    if missing := sorted(kind.required - set(names_in(f"{subject} {body}"))):
        raise NotReady(f"The e-mail must have {', '.join(f'(({name}))' for name in missing)}", field="body")
    if bool(text.strip()) != bool(kind.text):
        said = "Write the words of the text" if kind.text else "This message never goes as a text"
        raise NotReady(said, field="text")
    if text and "link" not in names_in(text):
        raise NotReady("The text must have ((link))", field="text")
    wording = _add(by, Wording(kind=kind.key, subject=" ".join(subject.split()), body=body, text=text))
    record(Audited.WORDED, by=by, subject=wording, kind=kind.key, number=wording.number)
    return wording


@transaction.atomic
def use_shipped_words(*, by: Actor, kind: MessageKind) -> Wording:
    """Go back to the words that Wardmote comes with."""
    access.require(by, Permission.KEEP_WORDS)
    wording = _add(by, Wording(kind=kind.key, as_shipped=True))
    record(Audited.WORDED, by=by, subject=wording, kind=kind.key, number=wording.number)
    return wording


def _add(by: Actor, wording: Wording) -> Wording:
    in_turn(f"messaging.wording:{wording.kind}")
    last = Wording.objects.filter(kind=wording.kind).order_by("-number").first()
    wording.number = last.number + 1 if last else 1
    wording.created_at, wording.created_by_id = now(), by.known_person_id
    wording.save(force_insert=True)
    return wording
