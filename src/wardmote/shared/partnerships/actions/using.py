"""A call made with a token. Nobody decides anything here, so it is no action and leaves no audit entry."""

from __future__ import annotations

from django.db import transaction

from wardmote.kernel.clock import LONDON, now

from ..models import AccessToken


def note_use(token: AccessToken) -> None:
    """Keep on which day a token was last used: one write a day. Never waits for whoever holds the row."""
    today = now().astimezone(LONDON).date()
    if token.last_used_on == today:
        return
    with transaction.atomic():
        free = AccessToken.objects.select_for_update(skip_locked=True).filter(pk=token.pk)
        if free.exclude(last_used_on=today).exists():
            AccessToken.objects.filter(pk=token.pk).update(last_used_on=today)
