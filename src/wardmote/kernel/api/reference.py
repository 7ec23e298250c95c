"""The reference for people: the document put into words. What the document does not say is not said here either."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

_SCHEMAS = "#/components/schemas/"

Schema = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class FieldTold:
    """A field or a parameter: what it takes in words, the thing it is made of, and the values it may have.

    `means` says what each of them means, where the document does.
    """

    name: str
    kind: str
    says: str = ""
    thing: str = ""
    anchor: str = ""
    values: Sequence[str] = ()
    means: Mapping[str, str] = field(default_factory=dict)
    pattern: str = ""
    is_in_address: bool = False
    may_be_null: bool = False
    needed: bool = False
    left_out: str = ""


class ProblemTold(NamedTuple):
    """A kind of problem: its name is its anchor after `problem-`."""

    name: str
    status: int
    title: str
    advice: str


@dataclass(frozen=True, kw_only=True)
class ThingTold:
    """An object that is sent or told."""

    name: str
    anchor: str
    says: str
    fields: Sequence[FieldTold]
    is_sent: bool


@dataclass(frozen=True, kw_only=True)
class CallTold:
    """One call."""

    name: str
    method: str
    path: str
    title: str
    says: str
    scope: str
    parameters: Sequence[FieldTold]
    takes_headers: Sequence[FieldTold]
    body: ThingTold | None
    example: str
    status: int
    gives: FieldTold
    gives_headers: Sequence[str]
    problems: Sequence[ProblemTold]


class GroupTold(NamedTuple):
    """Calls about one matter."""

    name: str
    anchor: str
    calls: Sequence[CallTold]


@dataclass(frozen=True, kw_only=True)
class Reference:
    """Everything the page tells. `always` are the problems that every call can meet; calls name only the others."""

    title: str
    about: str
    notes: Mapping[str, str]
    scopes: Mapping[str, str]
    groups: Sequence[GroupTold]
    things: Sequence[ThingTold]
    problems: Sequence[ProblemTold]
    always: Sequence[ProblemTold]


def reference_of(document: Schema) -> Reference:
    """Put a document into words."""
    return _Reader(document).read()


class _Reader:
    def __init__(self, document: Schema) -> None:
        self.document = document
        self.schemas: Mapping[str, Schema] = document["components"]["schemas"]
        self.problems = {
            kind["name"]: ProblemTold(kind["name"], kind["status"], kind["title"], kind["advice"])
            for kind in document["x-problems"]
        }
        self.operations = [
            (path, method, operation)
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
        ]

    def read(self) -> Reference:
        info = self.document["info"]
        always = set.intersection(*(_problems_of(operation) for _, _, operation in self.operations))
        groups: dict[str, list[CallTold]] = {}
        for path, method, operation in self.operations:
            call = self.call(path, method, operation, always)
            groups.setdefault(operation["tags"][0], []).append(call)
        return Reference(
            title=info["title"],
            about=info["description"],
            notes=info["x-notes"],
            scopes=info["x-scopes"],
            groups=[
                GroupTold(name, f"group-{name.lower().replace(' ', '-')}", calls)
                for name, calls in groups.items()
            ],
            things=self.things(),
            problems=list(self.problems.values()),
            always=[kind for kind in self.problems.values() if kind.name in always],
        )

    def call(self, path: str, method: str, operation: Schema, always: set[str]) -> CallTold:
        status = next(status for status in operation["responses"] if status < "300")
        good = operation["responses"][status]
        body = _json_of(operation.get("requestBody"))
        found = _problems_of(operation) - always
        return CallTold(
            name=operation["operationId"],
            method=method.upper(),
            path=path,
            title=operation["summary"],
            says=operation["description"],
            scope=operation["security"][0]["token"][0],
            parameters=[self.parameter(p) for p in operation["parameters"] if p["in"] != "header"],
            takes_headers=[self.parameter(p) for p in operation["parameters"] if p["in"] == "header"],
            body=self.thing(_name_of(body["schema"]), is_sent=True) if body else None,
            example=json.dumps(body["example"], indent=2, ensure_ascii=False) if body else "",
            status=int(status),
            gives=self.field("", _json_of(good)["schema"]),
            gives_headers=[name for name in good["headers"] if not name.startswith("RateLimit")],
            problems=[kind for kind in self.problems.values() if kind.name in found],
        )

    def parameter(self, parameter: Schema) -> FieldTold:
        return self.field(
            parameter["name"],
            {"description": parameter.get("description", ""), **parameter["schema"]},
            needed=parameter["required"],
            is_in_address=parameter["in"] == "path",
        )

    def thing(self, name: str, *, is_sent: bool) -> ThingTold:
        schema = self.schemas[name]
        needed = schema.get("required", ()) if is_sent else ()
        return ThingTold(
            name=_title(name, schema),
            anchor=_anchor(name),
            says=schema.get("description", ""),
            fields=[
                self.field(field, shape, needed=field in needed)
                for field, shape in schema["properties"].items()
            ],
            is_sent=is_sent,
        )

    def field(
        self, name: str, schema: Schema, *, needed: bool = False, is_in_address: bool = False
    ) -> FieldTold:
        shape, may_be_null = self.plain(schema)
        inner, _ = self.plain(shape["items"]) if shape.get("type") == "array" else (shape, False)
        thing = inner.get("x-name", "")
        kind = _list_of(shape, inner) if inner is not shape else _kind(shape)
        return FieldTold(
            name=name,
            kind=kind,
            may_be_null=may_be_null,
            says=schema.get("description") or ("" if thing else inner.get("description", "")),
            thing=_title(thing, inner) if thing else "",
            anchor=_anchor(thing) if thing else "",
            values=[str(value) for value in inner.get("enum", ())] if "x-words" not in inner else (),
            means=inner.get("x-words", {}),
            pattern=inner.get("pattern", ""),
            needed=needed,
            is_in_address=is_in_address,
            left_out="" if needed or schema.get("default") in (None, "") else json.dumps(schema["default"]),
        )

    def plain(self, schema: Schema) -> tuple[Schema, bool]:
        """Follow references and wrappings to what is really there; and whether it may be null."""
        may_be_null = False
        merged = dict(schema)
        while True:
            if "anyOf" in merged:
                choices = [part for part in merged.pop("anyOf") if part.get("type") != "null"]
                may_be_null = True
                merged = {**choices[0], **merged}
            elif "allOf" in merged:
                merged = {**merged.pop("allOf")[0], **merged}
            elif "$ref" in merged:
                name = merged.pop("$ref").removeprefix(_SCHEMAS)
                target = self.schemas[name]
                named = {"x-name": name} if target.get("type") == "object" else {}
                merged = {**target, **named, **merged}
            else:
                return merged, may_be_null

    def things(self) -> list[ThingTold]:
        """Every object that stands within a body or is told, by its name."""
        sent = self.within(
            shape
            for _, _, operation in self.operations
            if (body := _json_of(operation.get("requestBody")))
            for shape in self.schemas[_name_of(body["schema"])]["properties"].values()
        )
        told = self.within(
            _json_of(answer)["schema"]
            for _, _, operation in self.operations
            for status, answer in operation["responses"].items()
            if status < "300"
        )
        told |= {"Problem", "Fault"}
        return [self.thing(name, is_sent=name not in told) for name in sorted(sent | told)]

    def within(self, schemas: Iterable[Schema]) -> set[str]:
        """Name every object that schemas lead to."""
        found: set[str] = set()
        waiting = list(schemas)
        while waiting:
            for name in _names_in(waiting.pop()):
                if name not in found and self.schemas[name].get("type") == "object":
                    found.add(name)
                    waiting += self.schemas[name]["properties"].values()
        return found


def _json_of(part: Schema | None) -> Any:
    """What is sent or told as JSON, with its schema."""
    return part["content"]["application/json"] if part else None


def _name_of(schema: Schema) -> str:
    return str(schema["$ref"]).removeprefix(_SCHEMAS)


def _names_in(schema: Any) -> Iterator[str]:
    match schema:
        case {"$ref": name}:
            yield str(name).removeprefix(_SCHEMAS)
        case dict():
            for part in schema.values():
                yield from _names_in(part)
        case list():
            for part in schema:
                yield from _names_in(part)


def _problems_of(operation: Schema) -> set[str]:
    return {name for answer in operation["responses"].values() for name in answer.get("x-problems", ())}


def _title(name: str, schema: Schema) -> str:
    return str(schema.get("title", name))


def _anchor(name: str) -> str:
    return f"thing-{name}"


def _list_of(shape: Schema, inner: Schema) -> str:
    most, least = shape.get("maxItems"), shape.get("minItems")
    size = f"list of {least or 0} to {most}" if most else "list of"
    return f"{size} {_kind(inner)}".rstrip()


_FORMATS = {"date-time": "date and time", "date": "date", "uuid": "UUID"}
_TYPES = {
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "object": "",
    "array": "list",
}


def _kind(shape: Schema) -> str:
    if "enum" in shape:
        return "one of"
    if shape.get("type") == "string":
        return _FORMATS.get(shape.get("format", ""), "text") + _between(shape, "Length", " characters")
    return _TYPES[shape["type"]] + _between(shape, "imum", "")


def _between(shape: Schema, ending: str, unit: str) -> str:
    least, most = shape.get(f"min{ending}"), shape.get(f"max{ending}")
    if most is None:
        return f", at least {least:,}{unit}" if least and least > 1 else ""
    return f", {least:,} to {most:,}{unit}" if least is not None else f", at most {most:,}{unit}"
