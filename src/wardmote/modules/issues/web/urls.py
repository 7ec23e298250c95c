"""Addresses of issues."""

from django.urls import path

from . import acts, gather, issue, lists, modifiers, open_data, public
from .tell_us import urls as tell_us

app_name = "issues"
urlpatterns = [
    *tell_us.urlpatterns,
    path("issues", lists.issues, name="issues"),
    path("issues.csv", lists.table, name="issues_table"),
    path("issues/priority", modifiers.modifiers, name="modifiers"),
    path("issues/priority/<slug:modifier>", modifiers.switch, name="switch"),
    path("issues/<str:issue>", issue.issue, name="issue"),
    path("issues/<str:issue>/gather", gather.gather, name="gather"),
    path("issues/<str:issue>/undo/<int:number>", acts.undo, name="undo"),
    path("issues/<str:issue>/taken-on/<int:number>/end", acts.end_taking_on, name="end_taking_on"),
    path("issues/<str:issue>/<slug:act>", acts.act, name="act"),
    path("observations/<str:reference>/issue", gather.from_observation, name="from_observation"),
    path("our-issues", public.issues, name="our_issues"),
    path("our-issues.geojson", open_data.geojson, name="open_geojson"),
    path("our-issues.csv", open_data.table, name="open_table"),
    path("our-issues.atom", open_data.feed, name="open_feed"),
    path("our-issues/<str:issue>", public.issue, name="our_issue"),
]
