"""Addresses of the map."""

from django.urls import path

from . import views

app_name = "geography"
urlpatterns = [
    path("map/areas.geojson", views.areas, name="areas"),
    path("where", views.where, name="where"),
]
