"""Addresses of retention."""

from django.urls import path

from . import certificates, due, holds, periods

app_name = "retention"
urlpatterns = [
    path("data-protection/retention", due.due, name="due"),
    path("data-protection/retention/approve", due.approve, name="approve"),
    path("data-protection/retention/stop", due.stop, name="stop"),
    path("data-protection/retention/periods", periods.periods, name="periods"),
    path("data-protection/retention/periods/<str:key>", periods.change, name="change_period"),
    path("data-protection/holds", holds.holds, name="holds"),
    path("data-protection/holds/place", holds.place, name="place_hold"),
    path("data-protection/holds/place/<slug:key>", holds.place_on, name="place_hold_on"),
    path("data-protection/holds/<int:pk>/review", holds.review, name="review_hold"),
    path("data-protection/holds/<int:pk>/lift", holds.lift, name="lift_hold"),
    path("data-protection/certificates", certificates.certificates, name="certificates"),
    path("data-protection/certificates/<int:pk>", certificates.certificate, name="certificate"),
    path("data-protection/certificates/<int:pk>.json", certificates.download, name="certificate_download"),
]
