"""Every action is written to one recipe, so a reviewer need only read what is special (design.md, part 3)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "src" / "wardmote"
OPEN_TO_ALL = {
    # Holding the secret of the link is the permission: there is no actor yet to ask.
    "partnerships.accept_invitation",
    "referrals.ask_for_link",
    "referrals.send_code",
    "referrals.prove_mailbox",
    "referrals.leave_link",
}


def _public_names(folder: Path) -> set[str] | None:
    """The names a package of actions shows, or None for a single file, which shows all but its _private ones."""
    init = folder / "__init__.py"
    for node in ast.parse(init.read_text()).body if init.exists() else []:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return None


def _actions() -> Iterator[object]:
    for path in sorted([*SRC.glob("*/*/actions.py"), *SRC.glob("*/*/actions/*.py")]):
        package = path.parent if path.parent.name == "actions" else None
        shown = _public_names(package) if package else None
        module = (package or path).parent.name
        for node in ast.parse(path.read_text()).body:
            if (
                isinstance(node, ast.FunctionDef)
                and not node.name.startswith("_")
                and (shown is None or node.name in shown)
            ):
                yield pytest.param(node, f"{module}.{node.name}", id=f"{module}.{node.name}")


ACTIONS = list(_actions())


def test_there_are_actions_to_look_at() -> None:
    assert len(ACTIONS) > 20


@pytest.mark.parametrize(("action", "name"), ACTIONS)
def test_an_action_follows_the_recipe(action: ast.FunctionDef, name: str) -> None:
    called = {
        ast.unparse(node.func).split(".")[-1] for node in ast.walk(action) if isinstance(node, ast.Call)
    }
    assert not action.args.args, "takes keyword-only arguments"
    assert action.args.kwonlyargs[0].arg == "by", "says first who acts"
    assert "transaction.atomic" in {ast.unparse(d) for d in action.decorator_list}, "is one transaction"
    assert "require" in called or name in OPEN_TO_ALL, "asks whether the actor may"
    assert "record" in called, "leaves an audit entry"
    assert ast.get_docstring(action), "says what it does"
