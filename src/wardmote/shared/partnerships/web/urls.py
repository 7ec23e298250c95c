"""Addresses of people, roles and invitations."""

from django.urls import path

from . import invitations, landing, people

app_name = "partnerships"
urlpatterns = [
    path("partnership", landing.partnership, name="partnership"),
    path("people", people.people, name="people"),
    path("people/invite", invitations.invite, name="invite"),
    path("people/roles/<int:pk>/end", people.end_role, name="end_role"),
    path("invitation/<str:secret>", invitations.accept, name="accept"),
]
