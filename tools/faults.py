"""Which faults are known of the packages that are locked, told in sentences. Standard library only.

pip-audit asks the Python Package Index, which knows the advisories of PyPA and of GitHub for each version.
"""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

from wardmote.project.progress import say

NONE, SOME, NOT_KNOWN = 0, 1, 2
QUIETLY = ("--require-hashes", "--disable-pip", "--format", "json", "--progress-spinner", "off")


def look(program: str, locked: Sequence[Path]) -> int:
    """Ask about each file, and say what is known. Gives 0 for no faults, 1 for some, 2 where nobody could be asked."""
    codes = [_look_at(program, path) for path in locked]
    if SOME in codes:
        say("\nTake the versions in which they are mended: ./run lock, then ./run test.")
        say("How soon: docs/explanation/security.md, 15.1.1.")
    if NOT_KNOWN in codes:
        say("\nNot every package could be asked about. This needs the network: try again where there is one.")
    if codes.count(NONE) == len(codes):
        say("\nNo faults are known of what is locked, as of now.")
    return SOME if SOME in codes else max(codes, default=NONE)


def _look_at(program: str, path: Path) -> int:
    name = f"requirements/{path.name}"
    asked = subprocess.run(  # noqa: S603 (our own command)
        [program, "--requirement", str(path), *QUIETLY], capture_output=True, text=True, check=False
    )
    try:
        packages = json.loads(asked.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = next((line for line in reversed(asked.stderr.splitlines()) if line.strip()), "nothing")
        say(f"{name}: nobody could be asked. What pip-audit said last: {last.strip()[:300]}")
        return NOT_KNOWN
    skipped = [one for one in packages if "skip_reason" in one]
    if skipped:
        some = ", ".join(one["name"] for one in skipped[:3]) + (", …" if len(skipped) > 3 else "")
        say(f"{name}: of {len(skipped)} of {len(packages)} packages nothing is known there: {some}")
    found = [(one, fault) for one in packages for fault in one.get("vulns", ())]
    for one, fault in found:
        mended = (
            f"mended in {', '.join(fault['fix_versions'])}" if fault["fix_versions"] else "not mended yet"
        )
        names = ", ".join([fault["id"], *fault.get("aliases", ())])
        say(f"{name}: {one['name']} {one['version']} has a known fault, {names}: {mended}.")
    if not found and not skipped:
        say(f"{name}: no faults are known of its {len(packages)} packages.")
    return SOME if found else NOT_KNOWN if skipped else NONE
