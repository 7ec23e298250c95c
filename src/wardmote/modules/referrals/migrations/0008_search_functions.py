"""Search, as functions of the one role that may see past the readers' lock (docs/explanation/search.md).

Full text search cannot use its index under row-level security, because its operator is not leakproof. So the one
function that searches belongs to `wm_search`, applies the readers' test itself, from the same setting as the
policies do, and gives back numbers of rows only.
"""

from django.db import migrations

from wardmote.kernel.database.protection import Protect

_TEXT = {
    "words": """
        select 'words', o.id, o.readers,
            setweight(to_tsvector('english', referrals_fold(o.words)), 'A')
            || setweight(to_tsvector('english', referrals_fold(o.english_gist)), 'B')
            || setweight(to_tsvector('simple', referrals_fold(o.place_words)), 'B')
            || setweight(to_tsvector('english', referrals_fold(c.name)), 'D')
        from partnerships_category c where c.id = o.category_id
    """,
    "person": """
        select 'person', p.id, p.readers,
            setweight(to_tsvector('simple', referrals_fold(p.name)), 'A')
            || setweight(to_tsvector('simple', referrals_fold(p.address || ' ' || p.contact)), 'B')
        from referrals_personconcerned p where p.observation_id = o.id
    """,
    "addition": """
        select 'addition', a.id, a.readers, setweight(to_tsvector('english', referrals_fold(a.words)), 'A')
        from referrals_addition a where a.observation_id = o.id
    """,
    "answer": """
        select 'answer', s.id, s.readers, setweight(to_tsvector('english', referrals_fold(s.words)), 'C')
        from referrals_step s join referrals_referral r on r.id = s.referral_id
        where r.observation_id = o.id and s.words <> ''
    """,
    "note": """
        select 'note', n.id, n.readers, setweight(to_tsvector('english', referrals_fold(n.words)), 'C')
        from referrals_teamnote n join referrals_referral r on r.id = n.referral_id
        where r.observation_id = o.id
    """,
}


def _write(*parts: str) -> str:
    return f"""
            insert into referrals_searchtext (observation_id, part, source_id, created_at, readers, document)
            select o.id, t.part, t.source_id, o.created_at, t.readers, t.document || referrals_search_marks(
                t.readers, o.created_at, o.category_id, o.ward_id, o.state)
            from referrals_observation o cross join lateral (
                {" union all ".join(_TEXT[part] for part in parts)}
            ) as t (part, source_id, readers, document)
            where o.id = any(ids) and o.ended_reason <> 'discarded'
            on conflict (part, source_id) do update
                set created_at = excluded.created_at, readers = excluded.readers, document = excluded.document
                where (referrals_searchtext.readers, referrals_searchtext.document)
                    is distinct from (excluded.readers, excluded.document);
    """


_FUNCTIONS = {
    # Accents and case do not matter: "cafe" finds "Café".
    "referrals_fold(text)": """
        create function referrals_fold(words text) returns text
        language sql immutable parallel safe set search_path = pg_catalog as
        $$ select lower(regexp_replace(normalize(words, NFKD), '[\\u0300-\\u036f]', '', 'g')) $$
    """,
    "referrals_search_month(timestamptz)": """
        create function referrals_search_month(moment timestamptz) returns int
        language sql immutable parallel safe set search_path = pg_catalog as
        $$ select (extract(year from moment at time zone 'UTC') * 12
                   + extract(month from moment at time zone 'UTC'))::int $$
    """,
    # No word that somebody wrote begins with @, so a mark is never mistaken for one.
    "referrals_search_marks(int[], timestamptz, bigint, bigint, text)": """
        create function referrals_search_marks(
            readers int[], created_at timestamptz, category bigint, ward bigint, state text
        ) returns tsvector language sql immutable parallel safe set search_path = public, pg_temp as
        $$ select array_to_tsvector(
            array(select '@r' || key from unnest(readers) key)
            || array['@m' || referrals_search_month(created_at), '@c' || category, '@s' || state]
            || case when ward is null then '{}' else array['@w' || ward] end) $$
    """,
    # Each word in its English stem or as it stands; of the little words English search leaves out, none counts
    # beside others. The last word, when long enough, may be unfinished.
    "referrals_search_query(text[], text[], text[])": """
        create function referrals_search_query(words text[], phrases text[], without text[])
        returns tsquery language plpgsql immutable
        set search_path = public, pg_temp set client_min_messages = error as $$
        declare
            sought tsquery := ''::tsquery;
            little tsquery := ''::tsquery;
            stem tsquery;
            plain tsquery;
            folded text;
        begin
            for i in 1 .. coalesce(array_length(words, 1), 0) loop
                folded := referrals_fold(words[i]);
                stem := plainto_tsquery('english', folded);
                plain := plainto_tsquery('simple', folded);
                if numnode(stem) = 0 then
                    little := little && plain;
                else
                    if i = array_length(words, 1) and numnode(plain) = 1 and length(folded) >= 5 then
                        plain := (plain::text || ':*')::tsquery;
                    end if;
                    sought := sought && (stem || plain);
                end if;
            end loop;
            for i in 1 .. coalesce(array_length(phrases, 1), 0) loop
                folded := referrals_fold(phrases[i]);
                sought := sought && (phraseto_tsquery('english', folded) || phraseto_tsquery('simple', folded));
            end loop;
            if numnode(sought) = 0 then
                sought := little;
            end if;
            if numnode(sought) > 0 then
                for i in 1 .. coalesce(array_length(without, 1), 0) loop
                    folded := referrals_fold(without[i]);
                    plain := plainto_tsquery('english', folded) || plainto_tsquery('simple', folded);
                    if numnode(plain) > 0 then
                        sought := sought && !! plain;
                    end if;
                end loop;
            end if;
            return sought;
        end $$
    """,
    # Writes what search sees of these observations: their own words, what hangs on them, or both.
    "referrals_write_search(bigint[], boolean, boolean)": f"""
        create function referrals_write_search(ids bigint[], own boolean, rest boolean) returns void
        language plpgsql security definer set search_path = public, pg_temp as $$
        begin
            if own then
                {_write("words")}
            end if;
            if rest then
                {_write("person", "addition", "answer", "note")}
            end if;
            delete from referrals_searchtext s using referrals_observation o
            where o.id = any(ids) and o.ended_reason = 'discarded' and s.observation_id = o.id;
        end $$
    """,
    # What was found, newest first, one row an observation, with the text that fits best. It looks through this
    # month, then the three before, then twelve and forty-eight, then all that is older, and stops once it has
    # enough: a common word costs no more in a long history than in a short one.
    "referrals_search(tsquery, text, timestamptz, bigint, timestamptz, int)": """
        create function referrals_search(
            sought tsquery, narrowed text, newest timestamptz, before_id bigint, oldest timestamptz, most int
        ) returns table (observation_id bigint, created_at timestamptz, part text, source_id bigint, rank real)
        language plpgsql stable security definer
        set search_path = public, pg_temp set plan_cache_mode = force_custom_plan as $$
        declare
            keys int[] := nullif(current_setting('app.keys', true), '')::int[];
            readable tsquery;
            months int := referrals_search_month(newest);
            width int;
            among tsquery;
            found int := 0;
            here int;
        begin
            if numnode(sought) = 0 or coalesce(array_length(keys, 1), 0) = 0 then
                return;
            end if;
            select string_agg(format('''@r%s''', key), '|')::tsquery into readable from unnest(keys) key;
            if narrowed <> '' then
                readable := readable && narrowed::tsquery;
            end if;
            foreach width in array array[1, 3, 12, 48, 0] loop
                if width > 0 then
                    select string_agg(format('''@m%s''', month), '|')::tsquery into among
                    from generate_series(months - width + 1, months) month;
                    among := readable && sought && among;
                else
                    among := readable && sought;
                end if;
                return query
                    select f.observation_id, f.created_at, f.part::text, f.source_id, f.rank
                    from (
                        select distinct on (t.created_at, t.observation_id)
                            t.observation_id, t.created_at, t.part, t.source_id,
                            ts_rank_cd(t.document, sought) as rank
                        from referrals_searchtext t
                        where t.document @@ among and t.readers && keys
                            and t.created_at >= oldest and t.created_at <= newest
                            and (t.created_at < newest or t.observation_id < before_id)
                            and (width > 0 or referrals_search_month(t.created_at) <= months)
                        order by t.created_at desc, t.observation_id desc, rank desc, t.source_id
                    ) f
                    order by f.created_at desc, f.observation_id desc limit most - found;
                get diagnostics here = row_count;
                found := found + here;
                months := months - width;
                exit when found >= most or months < referrals_search_month(greatest(oldest, '0001-02-01'));
            end loop;
        end $$
    """,
}

_CHANGED = (
    "(words, english_gist, place_words, readers, category_id, ward_id, state, created_at, ended_reason)"
)


def _reaction(name: str, ids: str, which: str) -> str:
    return f"""
        create function {name}() returns trigger language plpgsql security definer
        set search_path = public, pg_temp as $$
        begin
            perform referrals_write_search(array({ids}), {which});
            return null;
        end $$
    """


def _columns(row: str) -> str:
    return ", ".join(f"{row}.{column.strip()}" for column in _CHANGED.strip("()").split(","))


_REACTIONS = {
    "referrals_search_recorded": _reaction(
        "referrals_search_recorded", "select id from fresh", "true, false"
    ),
    "referrals_search_changed": _reaction(
        "referrals_search_changed",
        "select n.id from fresh n join stale o on o.id = n.id"
        f" where ({_columns('n')}) is distinct from ({_columns('o')})",
        "true, true",
    ),
    "referrals_search_belongs": _reaction(
        "referrals_search_belongs", "select distinct observation_id from fresh", "false, true"
    ),
    "referrals_search_answered": _reaction(
        "referrals_search_answered",
        "select distinct r.observation_id from fresh f join referrals_referral r on r.id = f.referral_id"
        " where f.words <> ''",
        "false, true",
    ),
    "referrals_search_gone": """
        create function referrals_search_gone() returns trigger language plpgsql security definer
        set search_path = public, pg_temp as $$
        begin
            delete from referrals_searchtext s using stale
            where s.part = tg_argv[0] and s.source_id = stale.id;
            return null;
        end $$
    """,
}

_NEW, _BOTH, _OLD = "new table as fresh", "new table as fresh old table as stale", "old table as stale"
_TRIGGERS = [
    ("referrals_observation", "insert", _NEW, "referrals_search_recorded()"),
    ("referrals_observation", "update", _BOTH, "referrals_search_changed()"),
    *(
        (table, event, _NEW, f"{function}()")
        for table, function in (
            ("referrals_personconcerned", "referrals_search_belongs"),
            ("referrals_addition", "referrals_search_belongs"),
            ("referrals_step", "referrals_search_answered"),
            ("referrals_teamnote", "referrals_search_answered"),
        )
        for event in ("insert", "update")
    ),
    *(
        (table, "delete", _OLD, f"referrals_search_gone('{part}')")
        for table, part in (
            ("referrals_personconcerned", "person"),
            ("referrals_addition", "addition"),
            ("referrals_step", "answer"),
            ("referrals_teamnote", "note"),
        )
    ),
]

_READ = [
    "partnerships_category",
    "referrals_observation",
    "referrals_personconcerned",
    "referrals_addition",
    "referrals_referral",
    "referrals_step",
    "referrals_teamnote",
]


def _signatures() -> list[str]:
    return [*_FUNCTIONS, *(f"{name}()" for name in _REACTIONS)]


def _forwards() -> list[str]:
    return [
        "alter table referrals_searchtext add constraint search_text_goes_with_its_observation foreign key"
        " (observation_id) references referrals_observation (id) on delete cascade",
        "revoke all on referrals_searchtext from wm_app",
        "grant select, insert, update, delete on referrals_searchtext to wm_search",
        *(f"grant select on {table} to wm_search" for table in _READ),
        *_FUNCTIONS.values(),
        *_REACTIONS.values(),
        # To own a function a role must be allowed to make things in the schema, at that moment only.
        "grant create on schema public to wm_search",
        *(f"alter function {signature} owner to wm_search" for signature in _signatures()),
        "revoke create on schema public from wm_search",
        *(f"revoke all on function {signature} from public" for signature in _signatures()),
        "grant execute on function referrals_search(tsquery, text, timestamptz, bigint, timestamptz, int),"
        " referrals_search_query(text[], text[], text[]), referrals_fold(text) to wm_app",
        *(
            f"create trigger {event}_for_search after {event} on {table} referencing {rows}"
            f" for each statement execute function {function}"
            for table, event, rows, function in _TRIGGERS
        ),
        "select referrals_write_search(array_agg(id), true, true) from referrals_observation group by id / 1000",
    ]


def _backwards() -> list[str]:
    return [
        *(f"drop trigger {event}_for_search on {table}" for table, event, _rows, _function in _TRIGGERS),
        *(f"drop function {signature}" for signature in reversed(_signatures())),
        "alter table referrals_searchtext drop constraint search_text_goes_with_its_observation",
    ]


class Migration(migrations.Migration):
    dependencies = [("referrals", "0007_search")]
    operations = [Protect("referrals_searchtext"), migrations.RunSQL(_forwards(), _backwards())]
