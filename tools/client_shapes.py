"""Writes the types of the example client from the API's own document, so that they cannot drift from it."""

import re
from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any

_WIDTH = 106
_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}

Schema = Mapping[str, Any]


def shapes(document: Mapping[str, Any]) -> Iterator[str]:
    """The lines of `shapes.py`: a Literal for each fixed list, a TypedDict for each object."""
    yield '"""What the API takes and gives. Made from its OpenAPI document by `./run docs`. Do not edit."""\n'
    yield "from __future__ import annotations\n"
    yield "from typing import Literal, NotRequired, TypedDict"
    schemas: Mapping[str, Schema] = document["components"]["schemas"]
    for name, schema in schemas.items():
        if "enum" in schema:
            yield from _fixed_list(name, schema)
        for field, said in schema.get("properties", {}).items():
            if "enum" in said:
                yield from _fixed_list(_list_of(name, field), said)
    for name, schema in schemas.items():
        if schema.get("type") == "object":
            yield from _object(_called(name), schema)


def _object(name: str, schema: Schema) -> Iterator[str]:
    yield f"\n\nclass {name}(TypedDict):"
    yield f'    """{schema.get("description") or "One page of a list."}"""\n'
    required = set(schema.get("required", ()))
    for field, said in schema["properties"].items():
        if "description" in said:
            yield from (f"    # {line}" for line in wrap(said["description"], _WIDTH - 6))
        kind = _list_of(name, field) if "enum" in said else _type(said)
        yield f"    {field}: {kind if field in required else f'NotRequired[{kind}]'}"


def _type(schema: Schema) -> str:
    if "$ref" in schema:
        return _called(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " | ".join(_type(part) for part in schema["anyOf"])
    if "allOf" in schema:
        (only,) = schema["allOf"]
        return _type(only)
    if schema["type"] == "array":
        return f"list[{_type(schema['items'])}]"
    if schema["type"] == "object":
        return _called(schema["title"]) if "title" in schema else "dict[str, object]"
    return _PLAIN[schema["type"]]


def _fixed_list(name: str, schema: Schema) -> Iterator[str]:
    values = [f'"{value}"' for value in schema["enum"]]
    if len(values) > 1:
        values = ["\n", *(f"    {value},\n" for value in values)]
    yield f"\n{name} = Literal[{''.join(values)}]"
    if "description" in schema:
        yield f'"""{schema["description"]}"""'


def _list_of(name: str, field: str) -> str:
    return f"{name}{field.title().replace('_', '')}"


def _called(name: str) -> str:
    return re.sub(r"^Page_(\w+)_$", r"PageOf\1", name)
