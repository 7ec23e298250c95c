"""The addresses as demo mode has them."""

from django.urls import include, path

from wardmote.project.urls import *  # noqa: F403 (addresses are all names)
from wardmote.project.urls import urlpatterns as usual

urlpatterns = [*usual, path("demo/", include("wardmote.project.demo.urls"))]
