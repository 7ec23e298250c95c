"""Shedding who somebody was who left long ago. What they did points to a row that tells of nobody any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Cast, Concat

from wardmote.kernel.clock import now

from ..models import Person

SOMEBODY = "Somebody who has left"


def shed_leavers(ids: Sequence[int]) -> Mapping[str, int]:
    """Replace who these people were by a name and an address of nobody; as the system, for the job of retention."""
    done = dict(shed_sign_ins(ids))
    addresses = EmailAddress.objects.filter(user__in=ids)
    _remove(done, EmailConfirmation.objects.filter(email_address__in=addresses))
    _remove(done, addresses)
    done[Person._meta.label] = Person.objects.filter(pk__in=ids).update(
        name=SOMEBODY,
        # Nobody has this address, and no form takes it: the name is reserved (RFC 2606).
        email=Concat(Value("left-"), Cast(F("pk"), models.CharField()), Value("@nobody.invalid")),
        phone="",
        last_login=None,
        shed_at=now(),
    )
    return done


def shed_sign_ins(ids: Sequence[int]) -> Mapping[str, int]:
    """Take from these people what they could prove with who they are. Coming back, they are invited anew.

    In silence: they have left, and are not written to because a job has tidied up.
    """
    done: dict[str, int] = {}
    sessions = UserSession.objects.filter(user__in=ids)
    _remove(done, Session.objects.filter(session_key__in=sessions.values("session_key")))
    _remove(done, sessions)
    _remove(done, Authenticator.objects.filter(user__in=ids))
    done[Person._meta.label] = Person.objects.filter(pk__in=ids).update(password=make_password(None))
    return done


def _remove(done: dict[str, int], rows: models.QuerySet[models.Model]) -> None:
    removed = rows._raw_delete(rows.db)  # without signals, which would send mail
    if removed:
        done[rows.model._meta.label] = removed
