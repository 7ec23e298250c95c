"""A finding in a few words, for any page. `{% load oversight %}`."""

from django import template

from ..models import Finding
from ..rules import KIND_IN_WORDS, STATE_IN_WORDS, FindingState, Kind

register = template.Library()


@register.filter
def kind_in_words(finding: Finding) -> str:
    """What was out of the ordinary."""
    return KIND_IN_WORDS[Kind(finding.kind)]


@register.filter
def state_in_words(finding: Finding) -> str:
    """Where it stands."""
    return STATE_IN_WORDS[FindingState(finding.state)]
