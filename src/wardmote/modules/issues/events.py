"""News of issues. Ids and codes only, never words."""

from dataclasses import dataclass

from wardmote.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class IssueOpened(Event, key="issues.opened"):
    """Somebody made one problem of what people said."""

    issue_id: int


@dataclass(frozen=True, kw_only=True)
class IssueRegathered(Event, key="issues.regathered"):
    """What is gathered in an issue has changed: something came, left, or was merged or split."""

    issue_id: int
    act_id: int


@dataclass(frozen=True, kw_only=True)
class IssuePublished(Event, key="issues.published"):
    """Everybody can read of an issue now."""

    issue_id: int


@dataclass(frozen=True, kw_only=True)
class IssueDecided(Event, key="issues.decided"):
    """An issue is to be tackled, is done, will not be tackled, or is open again: all who spoke are told together."""

    issue_id: int
    decision_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class LevelMoved(Event, key="issues.level_moved"):
    """An issue was escalated, or handed back."""

    issue_id: int
    level: int
    was: int
