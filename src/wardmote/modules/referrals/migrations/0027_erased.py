"""What search keeps of the words of a step goes when these are emptied alone, not only with the whole matter."""

from django.db import migrations

_ANSWERED = """
    create or replace function referrals_search_answered() returns trigger language plpgsql security definer
    set search_path = public, pg_temp as $$
    begin
        perform referrals_write_search(
            array(select distinct r.observation_id from fresh f join referrals_referral r on r.id = f.referral_id
                  where f.words <> ''),
            false, true);
        {}
        return null;
    end $$
"""
_GONE = """
        delete from referrals_searchtext s using fresh f
        where f.words = '' and s.part = 'answer' and s.source_id = f.id;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0026_paused_before")]

    operations = [migrations.RunSQL(_ANSWERED.format(_GONE), _ANSWERED.format(""))]
