"""What was sent stays as it was written: the database refuses to change it, whoever asks."""

from django.db import migrations

KEPT = {
    "referrals_observation": (
        "old.sent_at is not null and old.state <> 'draft'",
        ["words", "category_id", "recorded_by_id", "observed_at", "created_at", "sent_at", "seriousness",
         "people_affected", "sensitivity", "latitude", "longitude", "place_words", "reference"],
    ),
    "referrals_step": (
        "true",
        ["referral_id", "position", "kind", "at", "by_person_id", "by_team_id", "to_team_id", "reason", "words",
         "until"],
    ),
    "referrals_addition": ("true", ["observation_id", "added_by_id", "added_at", "words"]),
    "referrals_teamnote": ("true", ["referral_id", "team_id", "by_person_id", "at", "words"]),
}  # fmt: skip


def _forwards() -> list[str]:
    statements = [
        """
        create function referrals_kept_as_written() returns trigger language plpgsql as $$
        begin
            raise exception 'What was sent is never edited; add to it instead (%)', tg_table_name
                using errcode = 'restrict_violation';
        end $$
        """
    ]
    for table, (condition, columns) in KEPT.items():
        changed = " or ".join(f"new.{column} is distinct from old.{column}" for column in columns)
        statements.append(
            f"create trigger kept_as_written before update on {table} for each row"
            f" when ({condition} and ({changed})) execute function referrals_kept_as_written()"
        )
    return statements


def _backwards() -> list[str]:
    return [f"drop trigger kept_as_written on {table}" for table in KEPT] + [
        "drop function referrals_kept_as_written()"
    ]


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial")]
    operations = [migrations.RunSQL(_forwards(), _backwards())]
