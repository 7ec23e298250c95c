"""Reads one file with GDAL and writes what it holds as JSON. Run as a program, by ``opening``, never imported.

The file may be made to harm. So the one who starts this names the only driver that may open it, takes away the
network, and lives on when this dies; the limits here see to it that it dies before the machine suffers.
"""

import json
import os
import resource
import sys
from typing import Any

MEMORY = 2 * 1024**3
SECONDS = 60


def _confine() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _layers(path: str) -> list[str]:
    """The layers that hold areas, or may."""
    import pyogrio

    return [str(name) for name, kind in pyogrio.list_layers(path) if kind is None or _may_be_areas(str(kind))]


def _may_be_areas(kind: str) -> bool:
    return any(word in kind for word in ("Polygon", "Unknown", "Collection", "Surface"))


def _read(path: str, layer: str, encoding: str, most: int) -> dict[str, Any]:
    from pyogrio import raw

    layers = _layers(path)
    if not layers:
        return {"layers": []}
    chosen = layer if layer in layers else layers[0]
    meta, _, geometries, fields = raw.read(
        path,
        layer=chosen,
        encoding=encoding or None,
        force_2d=True,
        max_features=most,
        datetime_as_string=True,
    )
    return {
        "layers": layers,
        "layer": chosen,
        "crs": meta["crs"],
        "columns": [str(name) for name in meta["fields"]],
        "values": [[_plain(value) for value in field.tolist()] for field in fields],
        "geometries": [None if drawn is None else bytes(drawn).hex() for drawn in geometries],
    }


def _plain(value: object) -> str:
    """A cell in words; nothing for what is no name and no code."""
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return ""


def main() -> None:
    """Read the file named on the command line: path, layer, encoding, and how many features at most."""
    _confine()
    path, layer, encoding, most = sys.argv[1:]
    sys.path[:] = [part for part in sys.path if part]
    os.chdir("/")
    try:
        said = _read(path, layer, encoding, int(most))
    except Exception as error:  # whatever a file brings about is told to who started this
        said = {"error": f"{type(error).__name__}: {error}"[:500]}
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main()
