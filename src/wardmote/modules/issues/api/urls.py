"""Addresses of Open311: the form of the answer ends each of them."""

from django.urls import path

from . import calls

app_name = "open311"
urlpatterns = [
    path("discovery.<slug:form>", calls.discovery, name="discovery"),
    path("v2/services.<slug:form>", calls.services, name="services"),
    path("v2/services/<slug:service_code>.<slug:form>", calls.definition, name="definition"),
    path("v2/requests.<slug:form>", calls.requests, name="requests"),
    path("v2/requests/<str:request_id>.<slug:form>", calls.request, name="request"),
    path("v2/tokens/<str:request_id>.<slug:form>", calls.token, name="token"),
    path("v2/servicerequestupdates.<slug:form>", calls.updates, name="updates"),
]
