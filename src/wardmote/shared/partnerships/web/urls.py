"""Addresses of people, roles and invitations."""

from django.urls import path

from . import invitations, landing, people
from .set_up import about, tasks

app_name = "partnerships"
urlpatterns = [
    path("partnership", landing.partnership, name="partnership"),
    path("people", people.people, name="people"),
    path("people/invite", invitations.invite, name="invite"),
    path("people/roles/<int:pk>/end", people.end_role, name="end_role"),
    path("set-up", tasks.set_up, name="set_up"),
    path("set-up/name", about.name, name="set_up_name"),
    path("set-up/look", about.look, name="set_up_look"),
    path("set-up/logo", about.bring_logo, name="set_up_logo"),
    path("set-up/logo/remove", about.drop_logo, name="set_up_logo_remove"),
    path("covered", tasks.cover, name="cover"),
    path("logo/<slug:sha256>.png", about.picture, name="logo"),
    path("invitation/<str:secret>", invitations.accept, name="accept"),
]
