"""Every field says how long it is kept, how it goes and who gets a copy (R10)."""

import pytest
from django.apps import apps

from wardmote.kernel.events.models import OutboxEvent
from wardmote.kernel.privacy import Keep, Undeclared, declared

OURS = [model for model in apps.get_models() if model.__module__.startswith("wardmote.")]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_model_declares_exactly_its_fields(model):
    assert declared(model)


def test_a_field_that_is_not_declared_is_found(monkeypatch):
    monkeypatch.setattr(OutboxEvent, "privacy", {"id": Keep.FACT})
    with pytest.raises(Undeclared, match="aggregate"):
        declared(OutboxEvent)


def test_a_declaration_without_its_field_is_found(monkeypatch):
    monkeypatch.setattr(OutboxEvent, "privacy", {**OutboxEvent.privacy, "telephone": Keep.FACT})
    with pytest.raises(Undeclared, match="telephone"):
        declared(OutboxEvent)
