"""The addresses of the hub."""

from django.urls import path

from . import by_link, glass, inbox, looks, observations, pass_on, people, record, referral, sharing
from .imports import drafts, mappings, runs, undo, upload

app_name = "referrals"
urlpatterns = [
    path("break-glass", glass.break_glass, name="break_glass"),
    path("break-glass/<str:reference>", glass.glass, name="glass"),
    path("break-glass/<str:reference>/photos/<int:position>", glass.glass_photo, name="glass_photo"),
    path("inbox", inbox.inbox, name="inbox"),
    path("inbox.csv", inbox.table, name="inbox_table"),
    path("sent", inbox.sent, name="sent"),
    path("referrals/<str:reference>", referral.referral, name="referral"),
    path("referrals/<str:reference>/looks", looks.looks, name="looks"),
    path("a/<int:number>", by_link.answer, name="answer"),
    path("a/<int:number>/photos/<int:position>", by_link.photo, name="answer_photo"),
    path("a/<str:secret>", by_link.come_in, name="come_in"),
    path("imports", runs.runs, name="imports"),
    path("imports/new", upload.upload, name="new_import"),
    path("imports/mappings", mappings.mappings, name="import_mappings"),
    path("imports/mappings/<int:number>.yaml", mappings.saved_file, name="saved_mapping"),
    path("imports/drafts/<int:number>", drafts.draft, name="import_draft"),
    path("imports/drafts/<int:number>/columns", drafts.columns, name="import_columns"),
    path("imports/drafts/<int:number>/samples", drafts.samples, name="import_samples"),
    path("imports/drafts/<int:number>/values", drafts.values, name="import_values"),
    path("imports/drafts/<int:number>/preview", drafts.preview, name="import_preview"),
    path("imports/drafts/<int:number>/act", drafts.act, name="act_on_import"),
    path("imports/drafts/<int:number>/discard", drafts.discard, name="discard_import"),
    path("imports/drafts/<int:number>/load", mappings.load, name="load_mapping"),
    path("imports/drafts/<int:number>/save", mappings.save, name="save_mapping"),
    path("imports/drafts/<int:number>/mapping.yaml", mappings.draft_file, name="import_mapping"),
    path("imports/<int:number>", runs.run, name="import"),
    path("imports/<int:number>/rejected.csv", runs.rejected, name="import_rejected"),
    path("imports/<int:number>/rejected-rows.csv", runs.correctable, name="import_rejected_rows"),
    path("imports/<int:number>/observations", runs.observations, name="import_observations"),
    path("imports/<int:number>/undo", undo.undo, name="undo_import"),
    path("record", record.record, name="record"),
    path("record/<str:reference>", record.record, name="change"),
    path("record/<str:reference>/discard", record.discard, name="discard"),
    path("observations", observations.reaching, name="reaching"),
    path("observations/mine", observations.mine, name="mine"),
    path("observations/<str:reference>", observations.observation, name="observation"),
    path("observations/<str:reference>/pass-on", pass_on.pass_on, name="pass_on"),
    path("observations/<str:reference>/consent", sharing.add_consent, name="add_consent"),
    path(
        "observations/<str:reference>/consent/<int:number>/withdraw",
        sharing.withdraw_consent,
        name="withdraw_consent",
    ),
    path("observations/<str:reference>/people/<int:position>", people.person, name="person"),
    path("overrides", sharing.overrides, name="overrides"),
    path("overrides/<int:number>", sharing.override, name="override"),
    path("disclosures", sharing.disclosures, name="disclosures"),
    path("observations/<str:reference>/photos/<int:position>", observations.photo, name="photo"),
]
