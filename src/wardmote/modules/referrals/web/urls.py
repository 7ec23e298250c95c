"""The addresses of the hub."""

from django.urls import path

from . import inbox, observations, pass_on, record, referral
from .imports import runs, undo

app_name = "referrals"
urlpatterns = [
    path("inbox", inbox.inbox, name="inbox"),
    path("inbox.csv", inbox.table, name="inbox_table"),
    path("sent", inbox.sent, name="sent"),
    path("referrals/<str:reference>", referral.referral, name="referral"),
    path("imports", runs.runs, name="imports"),
    path("imports/<int:number>", runs.run, name="import"),
    path("imports/<int:number>/rejected.csv", runs.rejected, name="import_rejected"),
    path("imports/<int:number>/undo", undo.undo, name="undo_import"),
    path("record", record.record, name="record"),
    path("record/<str:reference>", record.record, name="change"),
    path("record/<str:reference>/discard", record.discard, name="discard"),
    path("observations", observations.reaching, name="reaching"),
    path("observations/mine", observations.mine, name="mine"),
    path("observations/<str:reference>", observations.observation, name="observation"),
    path("observations/<str:reference>/pass-on", pass_on.pass_on, name="pass_on"),
    path("observations/<str:reference>/photos/<int:position>", observations.photo, name="photo"),
]
