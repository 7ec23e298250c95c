"""Emptying and removing what is kept no longer, as functions of the one role that may.

A trigger that keeps what was written as it was lets `wm_shed` pass. The application can
only call these, which write no value that anybody chose; where a table has `shed_at`, they say when.
"""

from django.db import migrations

from wardmote.kernel.database.roles import APPLICATION, SHEDDING

_EMPTY = """
    create function shed_empty(target regclass, ids bigint[], columns text[], at timestamptz) returns bigint
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    declare
        emptied text;
        known int;
        rows bigint;
    begin
        select string_agg(format('%I = %s', a.attname, case
                   when not a.attnotnull then 'null'
                   when t.typcategory = 'A' then '''{}'''
                   when t.typname in ('json', 'jsonb') then '''{}'''
                   else '''''' end), ', '),
               count(*)
        into emptied, known
        from pg_attribute a join pg_type t on t.oid = a.atttypid
        where a.attrelid = target and a.attnum > 0 and not a.attisdropped and a.attname = any(columns);
        if known <> cardinality(columns) then
            raise exception 'Not every one of these is a column of %: %', target, columns;
        end if;
        if exists (select from pg_attribute where attrelid = target and attname = 'shed_at') then
            emptied := emptied || ', shed_at = $2';
        end if;
        execute format('update %s set %s where id = any($1)', target, emptied) using ids, at;
        get diagnostics rows = row_count;
        return rows;
    end $$
"""
_REMOVE = """
    create function shed_remove(target regclass, by text, ids bigint[]) returns bigint
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    declare
        rows bigint;
    begin
        execute format('delete from %s where %I = any($1)', target, by) using ids;
        get diagnostics rows = row_count;
        return rows;
    end $$
"""
_SIGNATURES = ("shed_empty(regclass, bigint[], text[], timestamptz)", "shed_remove(regclass, text, bigint[])")


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.RunSQL(
            [
                _EMPTY,
                _REMOVE,
                # To own a function a role must be allowed to make things in the schema, at that moment only.
                f"grant usage, create on schema public to {SHEDDING}",
                *(f"alter function {signature} owner to {SHEDDING}" for signature in _SIGNATURES),
                f"revoke create on schema public from {SHEDDING}",
                *(f"revoke all on function {signature} from public" for signature in _SIGNATURES),
                *(f"grant execute on function {signature} to {APPLICATION}" for signature in _SIGNATURES),
            ],
            [f"drop function {signature}" for signature in _SIGNATURES],
        )
    ]
