"""Counters of work that moves, kept by the outbox's consumer so that no page counts the borough's history."""

from django.db import models

from wardmote.kernel.privacy import Keep

from ..rules import FlowMeasure


class FlowCount(models.Model):
    """How often something happened at a team on a day. Protected referrals are never counted here."""

    team = models.ForeignKey("partnerships.Team", on_delete=models.CASCADE, related_name="+")
    day = models.DateField(help_text="The day in London.")
    measure = models.CharField(max_length=20)
    count = models.PositiveIntegerField(default=0)

    privacy = dict.fromkeys(["id", "team", "day", "measure", "count"], Keep.FACT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "day", "measure"], name="flow_count_once"),
            models.CheckConstraint(
                condition=models.Q(measure__in=[m.value for m in FlowMeasure]), name="flow_measure_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.day} {self.measure}: {self.count}"
