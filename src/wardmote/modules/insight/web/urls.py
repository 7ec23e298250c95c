"""Addresses of what is known of places."""

from django.urls import path

from . import need, patterns, resources
from .figures import bringing
from .figures import views as figures
from .profile import drawn
from .profile import views as profile

app_name = "insight"
urlpatterns = [
    path("areas/<slug:set_key>/<slug:key>/profile", profile.page, name="profile"),
    path("areas/<slug:set_key>/<slug:key>/profile.csv", profile.table, name="profile_table"),
    path("areas/<slug:set_key>/<slug:key>/profile.xlsx", profile.workbook, name="profile_workbook"),
    path("areas/<slug:set_key>/<slug:key>/profile.pdf", profile.paper, name="profile_paper"),
    path("figures", figures.indicators, name="figures"),
    path("figures/releases", figures.all_releases, name="releases"),
    path("figures/releases/<int:number>", figures.release, name="release"),
    path("figures/releases/<int:number>.csv", figures.table, name="release_table"),
    path("figures/releases/<int:number>.yaml", figures.mapping, name="release_mapping"),
    path("figures/bring", bringing.bring, name="bring_figures"),
    path("figures/bring/rejected.csv", bringing.rejected, name="rejected_figures"),
    path("boundary-profile", drawn.drawn, name="drawn"),
    path("patterns", patterns.patterns, name="patterns"),
    path("need", need.need, name="need"),
    path("need.csv", need.table, name="need_table"),
    path("need/resources", resources.resources, name="resources"),
    path("need/resources/file", resources.bring, name="bring_resources"),
    path("need/resources/empty.csv", resources.empty_table, name="empty_resources"),
    path("need/resources/<int:pk>/take-out", resources.take_out, name="end_resource"),
]
