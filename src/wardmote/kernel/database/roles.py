"""The roles: the owner (the login of DATABASE_URL), the application, the search functions' and the shedding functions'.

The owner makes and changes tables. The application, `wm_app`, owns nothing and cannot step round
row-level security: every connection of web, worker and tests becomes it. `wm_search` may be the
owner of search functions alone, and `wm_shed` of those that empty and remove what is kept no longer.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, ProgrammingError, connection, connections

APPLICATION = "wm_app"
SEARCH = "wm_search"
SHEDDING = "wm_shed"

_CREATE = {
    APPLICATION: f"create role {APPLICATION} nologin nobypassrls",
    SEARCH: f"create role {SEARCH} nologin bypassrls",
    SHEDDING: f"create role {SHEDDING} nologin nobypassrls",
}
_INSUFFICIENT_PRIVILEGE = "42501"


class RolesMissing(ImproperlyConfigured):
    """The login may not make the roles, so somebody with more rights must, once."""


def application_options(statement_timeout: str = "5s") -> str:
    """Return libpq's `options` that make a connection the application's.

    The timeouts stand here, not on the role: settings of a role apply when it logs in, and
    the application's role is taken on, never logged in as.
    """
    return (
        f"-c role={APPLICATION} -c statement_timeout={statement_timeout} -c lock_timeout=2s"
        " -c idle_in_transaction_session_timeout=60s -c client_connection_check_interval=2s"
    )


@contextmanager
def as_owner() -> Iterator[None]:
    """Connect as the login of DATABASE_URL itself: for migrations and for making databases.

    Sees every row, so that a migration which moves rows of a protected table does not silently move none.
    """
    settings = connections[DEFAULT_DB_ALIAS].settings_dict
    options = settings["OPTIONS"]
    _disconnect()
    settings["OPTIONS"] = {**options, "options": "-c app.system=on", "pool": False}
    try:
        yield
    finally:
        _disconnect()
        settings["OPTIONS"] = options


def prepare_roles() -> None:
    """Make the roles that are missing and let the application use what the owner makes. As owner.

    Raises RolesMissing with the SQL to run when the login has not the rights. May run twice, and at once.
    """
    try:
        with connection.cursor() as cursor:
            # Who makes a role may grant it, but since PostgreSQL 16 not take it on without a grant.
            usable = "set" if connection.pg_version >= 160000 else "member"  # type: ignore[attr-defined]  # PostgreSQL
            for role, create in _CREATE.items():
                cursor.execute(
                    f"do $$ begin if to_regrole('{role}') is null then {create}; end if;"
                    " exception when duplicate_object or unique_violation then null; end $$"
                )
                cursor.execute("select pg_has_role(current_user, %s, %s)", [role, usable])
                if not cursor.fetchone()[0]:
                    cursor.execute(f"grant {role} to current_user")
            cursor.execute(
                f"grant usage on schema public to {APPLICATION}, {SEARCH};"
                f"alter default privileges in schema public"
                f" grant select, insert, update, delete on tables to {APPLICATION};"
                f"alter default privileges in schema public grant usage on sequences to {APPLICATION}"
            )
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", None) != _INSUFFICIENT_PRIVILEGE:
            raise
        raise RolesMissing(_for_the_administrator()) from error


def _for_the_administrator() -> str:
    owner = connection.ops.quote_name(connection.settings_dict["USER"] or "the login of DATABASE_URL")
    statements = [*_CREATE.values(), f"grant {', '.join(_CREATE)} to {owner}"]
    return (
        f"Wardmote needs {len(_CREATE)} database roles and may not make them itself. Ask whoever looks after"
        " the server to run this once, then try again:\n\n" + "".join(f"    {line};\n" for line in statements)
    )


def _disconnect() -> None:
    wrapper = connections[DEFAULT_DB_ALIAS]
    wrapper.close()
    wrapper.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's own
