"""Addresses of the demo, included in demo mode only."""

from django.urls import path

from . import outgoing, web

app_name = "demo"
urlpatterns = [
    path("people", web.people, name="people"),
    path("messages", outgoing.messages, name="messages"),
]
