"""The parts of a set-up in the order in which they build on each other, each through the actions of the pages."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial

from wardmote.kernel.actor import Actor
from wardmote.shared.geography import actions as map_actions
from wardmote.shared.geography import queries as geography
from wardmote.shared.partnerships import actions, queries
from wardmote.shared.partnerships.actions import Described
from wardmote.shared.partnerships.actions.people_files import invite_from_file
from wardmote.shared.partnerships.queries.people_files import what_it_would_do
from wardmote.shared.partnerships.rules import SetUpFile, UnreadableColour
from wardmote.shared.partnerships.rules.people_file import Does, read_people

from . import folder as files
from .categories import use_categories
from .folder import Colours, Fault, Faulty, Folder
from .ground import parts_of_the_ground
from .running import Part, counted

_REGISTER = {
    files.ORGANISATIONS: SetUpFile.ORGANISATIONS,
    files.TEAMS: SetUpFile.TEAMS,
    files.REMITS: SetUpFile.REMITS,
}


def parts_of(folder: Folder, *, by: Actor, named: Described | None) -> list[Part]:
    """Give the parts of what a folder holds. ``named`` founds the partnership, where there is none yet."""
    plan, first = folder.plan, files.PLAN if folder.path else "partnership"
    ground = parts_of_the_ground(folder, by=by)
    ground_files = tuple(part.file for part in ground)
    parts = [Part(file=first, use=partial(_use_plan, by, folder, named))]

    def add(name: str, use: Callable[[], str], *needs: str) -> None:
        parts.append(Part(file=name, use=use, needs=(first, *needs)))

    if plan.colours is not None:
        add("colours", partial(_use_colours, by, plan.colours))
    if folder.has(files.LOGO):
        add(files.LOGO, partial(_use_logo, by, folder))
    for part in ground:
        add(part.file, part.use, *part.needs)
    if folder.has(files.POSTCODES):
        add(files.POSTCODES, partial(_use_postcodes, by, folder))
    if folder.path is not None:
        add(files.CATEGORIES, partial(use_categories, by, folder.categories))
    needs = {
        files.ORGANISATIONS: (),
        files.TEAMS: (files.ORGANISATIONS,),
        files.REMITS: (files.TEAMS, files.CATEGORIES, *ground_files),
    }
    for name, others in needs.items():
        if folder.has(name):
            add(name, partial(_use_register, by, folder, name), *others)
    if folder.has(files.PEOPLE):
        add(files.PEOPLE, partial(_use_people, by, folder), files.TEAMS, *ground_files)
    return parts


def _use_plan(by: Actor, folder: Folder, named: Described | None) -> str:
    """Found the partnership, or change what it says of itself to what the plan says."""
    plan, done = folder.plan, []
    here = queries.the_partnership()
    if here is None:
        if named is None:
            raise Faulty(Fault(file=files.PLAN, sentence="Write the “name:” and the “short_name:”."))
        here = actions.found_partnership(by=by, described=named)
        done.append(f"{here.name} founded")
    elif folder.path is not None:
        said = Described(
            name=plan.name or here.name,
            short_name=plan.short_name or here.short_name,
            address=plan.address.strip() or here.address,
            email=plan.email or here.email,
            latitude=here.latitude,
            longitude=here.longitude,
        )
        if said != Described(*(getattr(here, name) for name in Described._fields)):
            actions.describe_partnership(by=by, described=said)
            done.append("name and address changed")
    return ", ".join(done)


def _use_colours(by: Actor, wanted: Colours) -> str:
    before = queries.face().own_colours
    try:
        actions.choose_colours(by=by, bottle=wanted.dark, brand=wanted.main, gold=wanted.light)
    except UnreadableColour as refused:
        written = {"bottle": "dark", "brand": "main", "gold": "light"}[refused.name]
        raise Faulty(Fault(file=files.PLAN, sentence=f"colours.{written}: {refused}")) from refused
    return "" if queries.face().own_colours == before else "chosen"


def _use_logo(by: Actor, folder: Folder) -> str:
    before = queries.logo_kept()
    actions.choose_logo(by=by, content=folder.content(files.LOGO), words=folder.plan.logo_words)
    return "" if queries.logo_kept() == before else "chosen"


def _use_postcodes(by: Actor, folder: Folder) -> str:
    before = geography.count_postcodes()
    try:
        lines = io.StringIO(folder.content(files.POSTCODES).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Faulty(Fault(file=files.POSTCODES, sentence="It is not text in UTF-8. Save it so.")) from error
    loaded = map_actions.load_postcodes(by=by, lines=lines)
    if loaded.rejected:
        raise Faulty(
            *(Fault(file=files.POSTCODES, row=row.line, sentence=row.reason) for row in loaded.rejected)
        )
    new = geography.count_postcodes() - before
    return f"{counted(new, 'postcode')} added" if new else ""


def _use_register(by: Actor, folder: Folder, name: str) -> str:
    judged = actions.use_register_file(by=by, kind=_REGISTER[name], content=folder.content(name))
    if judged.faults:
        raise Faulty(
            *(
                Fault(
                    file=name,
                    row=fault.row,
                    sentence=f"{fault.column}: {fault.sentence}" if fault.column else fault.sentence,
                )
                for fault in judged.faults
            )
        )
    done = {"added": judged.counts["add"], "changed": judged.counts["change"]}
    return ", ".join(f"{number} {what}" for what, number in done.items() if number)


def _use_people(by: Actor, folder: Folder) -> str:
    """Invite everybody in the file, or nobody. Their links are mailed while Wardmote runs."""
    content = folder.content(files.PEOPLE)
    would = what_it_would_do(by, read_people(content))
    if rejected := would.that(Does.REJECTED):
        raise Faulty(
            *(
                Fault(file=files.PEOPLE, row=verdict.row.number, sentence=verdict.reason)
                for verdict in rejected
            )
        )
    if not (would.that(Does.INVITE) or would.that(Does.GIVE)):
        return ""
    brought = actions.bring_people_file(by=by, name=files.PEOPLE, content=content)
    brought = actions.begin_people_file(by=by, file=brought, in_background=False)
    done = invite_from_file(by=by, file=brought)
    said = {"invited by mail": done.invited, "given their role": done.given}
    return ", ".join(f"{number} {what}" for what, number in said.items() if number)
