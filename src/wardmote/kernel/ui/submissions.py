"""The same form sent twice, by a double tap or a reload, does its work once."""

import hashlib
from collections.abc import Callable
from typing import cast

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect

from wardmote.kernel.ui.models import Submission
from wardmote.kernel.ui.views import ActorRequest


@transaction.atomic
def once(request: HttpRequest, action: Callable[[], str]) -> HttpResponseRedirect:
    """Do the action and go where it says; an identical form sent again only goes there.

    Identical means the same `{% form_key %}`, sender, address, words and files: whoever goes back and
    changes a word sends a new form. A second form that arrives while the first is at work waits for it.
    What the action raises passes through, and the form may be sent again.

    Raises:
        BadRequest: the form carries no key, so it is not one of ours.
    """
    key = _digest(cast(ActorRequest, request))
    submission, is_new = Submission.objects.get_or_create(key=key)
    if is_new:
        submission.target = action()
        submission.save(update_fields=["target"])
    return HttpResponseRedirect(submission.target)


def _digest(request: ActorRequest) -> str:
    if not request.POST.get("form_key"):
        raise BadRequest("The form has no key")
    parts = [request.actor.id, request.path]
    for name, values in sorted(request.POST.lists()):
        if name != "csrfmiddlewaretoken":
            parts += [name, *values]
    for name, files in sorted(request.FILES.lists()):
        parts += [name, *(f"{file.name} {file.size}" for file in files)]
    digest = hashlib.sha256()
    for part in parts:
        encoded = part.encode(errors="surrogatepass")
        digest.update(len(encoded).to_bytes(8) + encoded)
    return digest.hexdigest()
