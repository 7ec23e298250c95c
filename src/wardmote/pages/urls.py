"""Addresses of the pages that join several modules."""

from django.conf import settings
from django.urls import path

from wardmote.pages import (
    area,
    data_protection,
    desk,
    flow,
    front,
    gallery,
    late,
    permissions,
    plain,
    search,
    who,
)

app_name = "pages"
urlpatterns = [
    path("", front.front, name="front"),
    path("desk", desk.desk, name="desk"),
    path("search", search.search, name="search"),
    path("who-does-what", who.who, name="who"),
    path("flow", flow.flow, name="flow"),
    path("flow.csv", flow.table, name="flow_table"),
    path("late", late.late, name="late"),
    path("late.csv", late.table, name="late_table"),
    path("data-protection", data_protection.data_protection, name="data_protection"),
    path("data-protection/glass", data_protection.glass, name="glass_broken"),
    path("data-protection/disclosures", data_protection.disclosures, name="disclosures_watched"),
    path("data-protection/people", data_protection.people, name="people_watched"),
    path("data-protection/people/<int:number>", data_protection.looks_of_person, name="looks_of_person"),
    path("permissions", permissions.permissions, name="permissions"),
    path("permissions/why", permissions.why, name="why"),
    path("areas", area.areas, name="areas"),
    path("areas/<slug:set_key>", area.area_set, name="area_set"),
    path("areas/<slug:set_key>/<slug:key>", area.area, name="area"),
    path("accessibility", plain.accessibility, name="accessibility"),
    path("privacy", plain.privacy, name="privacy"),
    path("how-decisions-are-made", plain.decisions, name="decisions"),
]
if settings.DEBUG or settings.WARDMOTE_DEMO:
    urlpatterns.append(path("gallery", gallery.gallery, name="gallery"))
