"""Addresses of what is known of places."""

from django.urls import path

from . import need, resources
from .profile import views as profile

app_name = "insight"
urlpatterns = [
    path("areas/<slug:set_key>/<slug:key>/profile", profile.page, name="profile"),
    path("areas/<slug:set_key>/<slug:key>/profile.csv", profile.table, name="profile_table"),
    path("areas/<slug:set_key>/<slug:key>/profile.xlsx", profile.workbook, name="profile_workbook"),
    path("areas/<slug:set_key>/<slug:key>/profile.pdf", profile.paper, name="profile_paper"),
    path("need", need.need, name="need"),
    path("need.csv", need.table, name="need_table"),
    path("need/resources", resources.resources, name="resources"),
    path("need/resources/file", resources.bring, name="bring_resources"),
    path("need/resources/empty.csv", resources.empty_table, name="empty_resources"),
    path("need/resources/<int:pk>/take-out", resources.take_out, name="end_resource"),
]
