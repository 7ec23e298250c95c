"""The addresses of oversight."""

from django.urls import path

from . import findings

app_name = "oversight"
urlpatterns = [
    path("data-protection/reads", findings.findings, name="findings"),
    path("data-protection/reads/<int:number>", findings.finding, name="finding"),
]
