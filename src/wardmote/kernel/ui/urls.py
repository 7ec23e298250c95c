"""Addresses of the look itself."""

from django.urls import path

from wardmote.kernel.ui import views

app_name = "ui"
urlpatterns = [path("colours.css", views.colours, name="colours")]
