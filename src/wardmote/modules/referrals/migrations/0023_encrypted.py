"""Who is concerned and what is said of protected matters is encrypted (ADR 14), and found by tokens.

What stands in the tables is encrypted in batches. It cannot be undone: with the keys taken away nothing could be read.
"""

from collections.abc import Iterator

from django.db import migrations, models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import wardmote.kernel.privacy.fields
from wardmote.kernel.privacy import Language, seal
from wardmote.kernel.privacy.blinding import tokens_of

_BATCH = 500
_OF_REFERRAL = (
    "exists (select from referrals_referral r where r.id = t.referral_id and r.sensitivity = 'protected')"
)
_OF_OBSERVATION = "exists (select from referrals_observation o where o.id = t.observation_id and o.sensitivity = 'protected')"
_STAND_PLAIN: list[tuple[str, str, dict[str, Language | None]]] = [
    (
        "referrals_personconcerned",
        "true",
        {
            "name": Language.AS_WRITTEN,
            "contact": Language.AS_WRITTEN,
            "address": Language.AS_WRITTEN,
            "safe_contact": None,
            "date_of_birth": None,
            "age_band": None,
            "language": None,
            "access_needs": None,
        },
    ),
    (
        "referrals_observation",
        "t.sensitivity = 'protected'",
        {
            "words": Language.ENGLISH,
            "english_gist": Language.ENGLISH,
            "place_words": Language.AS_WRITTEN,
        },
    ),
    ("referrals_observation", "true", {"ended_words": None}),
    ("referrals_addition", _OF_OBSERVATION, {"words": Language.ENGLISH}),
    ("referrals_step", _OF_REFERRAL, {"words": Language.ENGLISH}),
    ("referrals_teamnote", _OF_REFERRAL, {"words": Language.ENGLISH}),
    ("referrals_consent", "true", {"purpose": None}),
    ("referrals_override", "true", {"reason": None, "decided_words": None}),
    ("referrals_brokenglass", "true", {"words": None}),
]

# What refuses to change what was written: it stays written, and stands otherwise. That of observations must be away
# altogether while a column changes its type.
_GUARDS = {
    "referrals_addition": "kept_as_written",
    "referrals_step": "kept_as_written",
    "referrals_teamnote": "kept_as_written",
    "referrals_brokenglass": "glass_refuse_change",
}
_KEPT = ["words", "category_id", "recorded_by_id", "observed_at", "created_at", "sent_at", "seriousness",
         "people_affected", "sensitivity", "latitude", "longitude", "place_words", "reference"]  # fmt: skip
_UNGUARD = "drop trigger if exists kept_as_written on referrals_observation"
_GUARD = f"""
    create trigger kept_as_written before update on referrals_observation for each row
    when (old.sent_at is not null and old.state <> 'draft'
        and ({" or ".join(f"new.{column} is distinct from old.{column}" for column in _KEPT)}))
    execute function referrals_kept_as_written()
"""


def encrypt_what_stands_plain(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Encrypt, batch by batch, each its own transaction. What was done before is not done again."""
    with schema_editor.connection.cursor() as cursor:
        # The owner sees no row either, unless it says that it is the platform.
        cursor.execute("select set_config('app.system', 'on', false)")
    for table, where, columns in _STAND_PLAIN:
        last = 0
        while last is not None:
            last = _encrypt_some(schema_editor, table, where, columns, last)


def _encrypt_some(
    schema_editor: BaseDatabaseSchemaEditor,
    table: str,
    where: str,
    columns: dict[str, Language | None],
    after: int,
) -> int | None:
    plain = " or ".join(f"(t.{column} <> '' and not starts_with(t.{column}, 'wm1:'))" for column in columns)
    with transaction.atomic(), schema_editor.connection.cursor() as cursor:
        cursor.execute(
            f"select t.id, {', '.join(f't.{column}' for column in columns)} from {table} t"
            f" where t.id > %s and ({where}) and ({plain}) order by t.id limit {_BATCH} for update of t",
            [after],
        )
        rows = cursor.fetchall()
        if not rows:
            return None
        kept = [
            [value if value.startswith("wm1:") else _sealed(value, language) for value in values]
            for values, language in zip(list(zip(*rows, strict=True))[1:], columns.values(), strict=True)
        ]
        if guard := _GUARDS.get(table):
            cursor.execute(f"alter table {table} disable trigger {guard}")
        cursor.execute(
            f"update {table} t set {', '.join(f'{column} = v.{column}' for column in columns)}"
            f" from unnest(%s::bigint[], {', '.join(['%s::text[]'] * len(columns))}) as v(id, {', '.join(columns)})"
            " where t.id = v.id",
            [[row[0] for row in rows], *kept],
        )
        if guard:
            cursor.execute(f"alter table {table} enable trigger {guard}")
        return rows[-1][0]


def _sealed(text: str, language: Language | None) -> str:
    return seal(text, tokens_of(text, language) if language else ())


# Tokens of encrypted texts are lexemes that begin with #, as no word does. They have one place, so that they count.
_TEXT_TO_DOCUMENT = """
    create or replace function referrals_search_text(language regconfig, words text) returns tsvector
    language sql immutable parallel safe set search_path = public, pg_temp as
    $$ select case
        when starts_with(words, 'wm1:') then regexp_replace(
            substr(words, strpos(words || ' ', ' ')), ' ([^ ]+)', ' ''#\\1'':1', 'g')::tsvector
        else to_tsvector(language, referrals_fold(words)) end $$
"""

_PARTS = {
    "words": """
        select 'words', o.id, o.readers,
            setweight(referrals_search_text('english', o.words), 'A')
            || setweight(referrals_search_text('english', o.english_gist), 'B')
            || setweight(referrals_search_text('simple', o.place_words), 'B')
            || setweight(to_tsvector('english', referrals_fold(c.name)), 'D')
        from partnerships_category c where c.id = o.category_id
    """,
    "person": """
        select 'person', p.id, p.readers,
            setweight(referrals_search_text('simple', p.name), 'A')
            || setweight(referrals_search_text('simple', p.address), 'B')
            || setweight(referrals_search_text('simple', p.contact), 'B')
        from referrals_personconcerned p where p.observation_id = o.id
    """,
    "addition": """
        select 'addition', a.id, a.readers, setweight(referrals_search_text('english', a.words), 'A')
        from referrals_addition a where a.observation_id = o.id
    """,
    "answer": """
        select 'answer', s.id, s.readers, setweight(referrals_search_text('english', s.words), 'C')
        from referrals_step s join referrals_referral r on r.id = s.referral_id
        where r.observation_id = o.id and s.words <> ''
    """,
    "note": """
        select 'note', n.id, n.readers, setweight(referrals_search_text('english', n.words), 'C')
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
            {" union all ".join(_PARTS[part] for part in parts)}
        ) as t (part, source_id, readers, document)
        where o.id = any(ids) and o.ended_reason <> 'discarded'
        on conflict (part, source_id) do update
            set created_at = excluded.created_at, readers = excluded.readers, document = excluded.document
            where (referrals_searchtext.readers, referrals_searchtext.document)
                is distinct from (excluded.readers, excluded.document);
    """


_WRITE = f"""
    create or replace function referrals_write_search(ids bigint[], own boolean, rest boolean) returns void
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
"""

# As before, and beside each term what finds it in encrypted texts: a tsquery of tokens, or nothing.
_QUERY = """
    create or replace function referrals_search_query(
        words text[], phrases text[], without text[],
        word_tokens text[], phrase_tokens text[], without_tokens text[]
    ) returns tsquery language plpgsql immutable
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
                little := little && (plain || word_tokens[i]::tsquery);
            else
                if i = array_length(words, 1) and numnode(plain) = 1 and length(folded) >= 5 then
                    plain := (plain::text || ':*')::tsquery;
                end if;
                sought := sought && (stem || plain || word_tokens[i]::tsquery);
            end if;
        end loop;
        for i in 1 .. coalesce(array_length(phrases, 1), 0) loop
            folded := referrals_fold(phrases[i]);
            sought := sought && (phraseto_tsquery('english', folded) || phraseto_tsquery('simple', folded)
                || phrase_tokens[i]::tsquery);
        end loop;
        if numnode(sought) = 0 then
            sought := little;
        end if;
        if numnode(sought) > 0 then
            for i in 1 .. coalesce(array_length(without, 1), 0) loop
                folded := referrals_fold(without[i]);
                plain := plainto_tsquery('english', folded) || plainto_tsquery('simple', folded)
                    || without_tokens[i]::tsquery;
                if numnode(plain) > 0 then
                    sought := sought && !! plain;
                end if;
            end loop;
        end if;
        return sought;
    end $$
"""
_NEW = {
    "referrals_search_text(regconfig, text)": _TEXT_TO_DOCUMENT,
    "referrals_search_query(text[], text[], text[], text[], text[], text[])": _QUERY,
}


def search_functions() -> Iterator[str]:
    """The functions of migration 8 that read words or make a query, as they are from now on."""
    yield from _NEW.values()
    yield _WRITE
    yield "drop function if exists referrals_search_query(text[], text[], text[])"
    yield "grant create on schema public to wm_search"
    for signature in _NEW:
        yield f"alter function {signature} owner to wm_search"
        yield f"revoke all on function {signature} from public"
    yield "revoke create on schema public from wm_search"
    yield f"grant execute on function {list(_NEW)[1]} to wm_app"


class Migration(migrations.Migration):
    atomic = False  # whatever was encrypted before it was interrupted stays so

    dependencies = [
        ("geography", "0001_initial"),
        ("partnerships", "0014_somebody_is_away"),
        ("referrals", "0022_sent_with_a_standard"),
    ]

    operations = [
        migrations.RunSQL(_UNGUARD, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="addition",
            name="words",
            field=wardmote.kernel.privacy.fields.EncryptedText(max_length=20000),
        ),
        migrations.AlterField(
            model_name="brokenglass",
            name="words",
            field=wardmote.kernel.privacy.fields.EncryptedText(max_length=2000),
        ),
        migrations.AlterField(
            model_name="consent",
            name="purpose",
            field=wardmote.kernel.privacy.fields.EncryptedText(
                help_text="What they were told it is for.", max_length=2000
            ),
        ),
        migrations.AlterField(
            model_name="observation",
            name="ended_words",
            field=wardmote.kernel.privacy.fields.EncryptedText(blank=True),
        ),
        migrations.AlterField(
            model_name="observation",
            name="english_gist",
            field=wardmote.kernel.privacy.fields.EncryptedText(blank=True),
        ),
        migrations.AlterField(
            model_name="observation",
            name="place_words",
            field=wardmote.kernel.privacy.fields.EncryptedText(
                blank=True, help_text="The place as it was written.", max_length=300
            ),
        ),
        migrations.AlterField(
            model_name="observation",
            name="words",
            field=wardmote.kernel.privacy.fields.EncryptedText(max_length=20000),
        ),
        migrations.AlterField(
            model_name="override",
            name="decided_words",
            field=wardmote.kernel.privacy.fields.EncryptedText(blank=True, max_length=2000),
        ),
        migrations.AlterField(
            model_name="override",
            name="reason",
            field=wardmote.kernel.privacy.fields.EncryptedText(max_length=2000),
        ),
        migrations.AlterField(
            model_name="personconcerned",
            name="address",
            field=wardmote.kernel.privacy.fields.EncryptedText(blank=True, max_length=300),
        ),
        migrations.AlterField(
            model_name="personconcerned",
            name="contact",
            field=wardmote.kernel.privacy.fields.EncryptedText(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name="personconcerned",
            name="name",
            field=wardmote.kernel.privacy.fields.EncryptedText(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name="personconcerned",
            name="safe_contact",
            field=wardmote.kernel.privacy.fields.EncryptedText(
                blank=True, help_text="How they may be reached safely.", max_length=300
            ),
        ),
        migrations.AlterField(
            model_name="step",
            name="words",
            field=wardmote.kernel.privacy.fields.EncryptedText(
                blank=True, help_text="What both sides read.", max_length=20000
            ),
        ),
        migrations.AlterField(
            model_name="teamnote",
            name="words",
            field=wardmote.kernel.privacy.fields.EncryptedText(max_length=20000),
        ),
        migrations.AlterField(
            model_name="personconcerned",
            name="access_needs",
            field=wardmote.kernel.privacy.fields.EncryptedText(
                blank=True, help_text="What helps them to take part.", max_length=300
            ),
        ),
        migrations.AlterField(
            model_name="personconcerned",
            name="age_band",
            field=wardmote.kernel.privacy.fields.EncryptedText(
                blank=True, help_text="When it was written down.", max_length=5
            ),
        ),
        migrations.AlterField(
            model_name="personconcerned",
            name="date_of_birth",
            field=wardmote.kernel.privacy.fields.EncryptedText(
                blank=True, help_text="As 1980-05-31.", max_length=10
            ),
        ),
        migrations.AlterField(
            model_name="personconcerned",
            name="language",
            field=wardmote.kernel.privacy.fields.EncryptedText(
                blank=True, help_text="The one they prefer, in words.", max_length=60
            ),
        ),
        migrations.RunSQL(list(search_functions()), migrations.RunSQL.noop),
        migrations.RunPython(encrypt_what_stands_plain, migrations.RunPython.noop),
        migrations.RunSQL([_UNGUARD, _GUARD], migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("sensitivity", wardmote.shared.partnerships.rules.sight.Sensitivity["PROTECTED"]),
                        _negated=True,
                    ),
                    models.Q(
                        models.Q(("words", ""), ("words__encrypted", True), _connector="OR"),
                        models.Q(("english_gist", ""), ("english_gist__encrypted", True), _connector="OR"),
                        models.Q(("place_words", ""), ("place_words__encrypted", True), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="observation_protected_is_encrypted",
            ),
        ),
    ]
