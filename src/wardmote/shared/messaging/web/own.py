"""One's own messages."""

from uuid import UUID

from django.contrib import messages as notes
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from wardmote.kernel.ui.submissions import once
from wardmote.kernel.ui.views import ActorRequest, signed_in

from .. import actions, queries


@signed_in
def messages(request: ActorRequest) -> HttpResponseBase:
    """List what one was told, unread first; mark everything as read."""
    if request.method == "POST":

        def act() -> str:
            read = actions.read_all(by=request.actor)
            notes.success(request, f"{read} message{'' if read == 1 else 's'} marked as read.")
            return reverse("messaging:messages")

        return once(request, act)
    page, rows = queries.messages_of(request.actor, after=request.GET.get("after"))
    return TemplateResponse(
        request,
        "messaging/messages.html",
        {
            "page": page,
            "rows": rows,
            "unread": any(not row.is_read for row in rows),
            "lost": queries.own_lost_addresses(request.actor),
        },
    )


@signed_in
def address_works(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Let an address be written to again."""
    if request.method != "POST":
        raise Http404("Asked for by a button")
    lost = queries.lost_address(request.actor, pk)

    def act() -> str:
        actions.say_address_works(by=request.actor, lost=lost)
        notes.success(request, f"We write to {lost.address} again.")
        own = lost.person_id == request.actor.person_id
        return reverse("messaging:messages" if own else "messaging:log")

    return once(request, act)


@signed_in
def message(request: ActorRequest, uuid: UUID) -> HttpResponseBase:
    """Go to what a message is about; it is read by that. Of a link in a mail, too, it is known that it was opened."""
    if request.method != "GET":
        raise Http404("Followed, never sent")
    read = actions.read_message(by=request.actor, message=queries.message_of(request.actor, uuid))
    return HttpResponseRedirect(read.link)
