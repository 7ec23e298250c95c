"""Addresses of what is known of places."""

from django.urls import path

from .profile import views as profile

app_name = "insight"
urlpatterns = [
    path("areas/<slug:set_key>/<slug:key>/profile", profile.page, name="profile"),
    path("areas/<slug:set_key>/<slug:key>/profile.csv", profile.table, name="profile_table"),
    path("areas/<slug:set_key>/<slug:key>/profile.xlsx", profile.workbook, name="profile_workbook"),
    path("areas/<slug:set_key>/<slug:key>/profile.pdf", profile.paper, name="profile_paper"),
]
