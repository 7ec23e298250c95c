"""Addresses of the own sign-in. They stand before django-allauth's, and two of them in place of its own."""

from django.urls import path

from . import own, reset, sessions

app_name = "accounts"
urlpatterns = [
    path("2fa/", own.own_sign_in, name="own"),
    path("second-factor/", own.second_factor, name="second_factor"),
    path("second-factor/how/", own.second_factor_how, name="second_factor_how"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/<int:pk>/end/", sessions.end_session, name="end_session"),
    path("people/<int:pk>/second-factor/", reset.reset, name="reset"),
]
