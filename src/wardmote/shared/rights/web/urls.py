"""Addresses of people's requests."""

from django.urls import path

from . import copies, lists, matters, steps, working

app_name = "rights"
urlpatterns = [
    path("data-protection/requests", lists.requests, name="requests"),
    path("data-protection/requests/new", lists.write_down, name="write_down"),
    path("data-protection/requests/<str:code>", working.request, name="request"),
    path("data-protection/requests/<str:code>/people", working.people, name="people"),
    path("data-protection/requests/<str:code>/search", working.search, name="search"),
    path("data-protection/requests/<str:code>/do/<slug:what>", steps.do, name="do"),
    path("data-protection/requests/<str:code>/copy", working.ask_for_copy, name="ask_for_copy"),
    path("data-protection/requests/<str:code>/copy.html", copies.copy_page, name="copy_page"),
    path("data-protection/requests/<str:code>/copy.json", copies.copy_data, name="copy_data"),
    path("data-protection/requests/<str:code>/letter", copies.letter, name="letter"),
    path("data-protection/requests/<str:code>/records/<int:number>", matters.matter, name="matter"),
    path("data-protection/requests/<str:code>/records/<int:number>/release", matters.release, name="release"),
    path("data-protection/requests/<str:code>/records/<int:number>/correct", matters.correct, name="correct"),
    path("data-protection/requests/<str:code>/records/<int:number>/mark", matters.mark, name="mark"),
    path(
        "data-protection/requests/<str:code>/records/<int:number>/mark/end", matters.end_mark, name="end_mark"
    ),
    path("data-protection/requests/<str:code>/records/<int:number>/erase", matters.erase, name="erase"),
]
