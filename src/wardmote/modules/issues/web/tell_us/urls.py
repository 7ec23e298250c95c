"""Addresses at which anybody tells us something, and staff read it before everybody may."""

from django.urls import path

from .. import to_check
from . import about, check, kinds, near, told, what, where

urlpatterns = [
    path("tell-us", what, name="tell_us"),
    path("tell-us/in/<slug:key>", kinds, name="kinds"),
    path("tell-us/about/<slug:key>", about, name="about"),
    path("tell-us/where", where, name="where"),
    path("tell-us/near", near, name="near"),
    path("tell-us/check", check, name="check"),
    path("told/<str:secret>", told, name="told"),
    path("told-photo/<int:pk>", to_check.words_photo, name="words_photo"),
    path("words-to-check", to_check.to_check, name="to_check"),
    path("words-to-check/<int:pk>", to_check.check_words, name="check_words"),
]
