"""Addresses of messages."""

from django.urls import path

from . import own

app_name = "messaging"
urlpatterns = [
    path("messages", own.messages, name="messages"),
    path("messages/<uuid:uuid>", own.message, name="message"),
]
