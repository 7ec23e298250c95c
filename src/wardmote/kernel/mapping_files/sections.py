"""Reading YAML by its nodes, so that every fault has its line and no value is guessed at ("No" stays "No")."""

from collections.abc import Iterable
from difflib import get_close_matches

import yaml

from .faults import Fault, WrongMapping

_NULL = "tag:yaml.org,2002:null"


class Section:
    """A block of keys. Reads what it is asked for, collects faults, and finds the keys nobody asked for."""

    def __init__(self, node: yaml.MappingNode, path: str, faults: list[Fault]) -> None:
        self.path = path
        self.faults = faults
        self.line = line_of(node)
        self._asked: list[str] = []
        self._nodes: dict[str, yaml.Node] = {}
        for key_node, value in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
            if key in self._nodes:
                self.fault(key_node, key, "this is written twice. Keep one of the two.")
            self._nodes[key] = value

    def fault(self, node: yaml.Node | None, key: str, sentence: str) -> None:
        """Keep a fault at a node or, without one, at the head of the block."""
        self.faults.append(Fault(line_of(node) if node else self.line, self.name(key), sentence))

    def name(self, key: str) -> str:
        """The key with the keys it stands under."""
        return f"{self.path}.{key}" if self.path and key else self.path or key

    def node(self, key: str) -> yaml.Node | None:
        """What stands under a key, or None when there is nothing."""
        if key not in self._asked:
            self._asked.append(key)
        node = self._nodes.get(key)
        return None if node is None or (node.tag == _NULL and not node.value) else node

    def need(self, key: str, sentence: str) -> None:
        """A fault unless something stands under the key; the sentence says what to write."""
        if self.node(key) is None:
            self.fault(self._nodes.get(key), key, sentence)

    def text(self, key: str) -> str | None:
        """One text, or None when there is none."""
        node = self.node(key)
        if node is None:
            return None
        if not isinstance(node, yaml.ScalarNode):
            self.fault(node, key, "write one value here, not a list or a block.")
            return None
        return str(node.value)

    def texts(self, key: str) -> list[tuple[str, yaml.Node]]:
        """A list of texts with their nodes; one text alone counts as a list of one."""
        node = self.node(key)
        if node is None:
            return []
        items = node.value if isinstance(node, yaml.SequenceNode) else [node]
        if not all(isinstance(item, yaml.ScalarNode) for item in items):
            self.fault(node, key, "write one value, or a list of values: [one, two].")
            return []
        return [(str(item.value), item) for item in items]

    def one_of(self, key: str, choices: Iterable[str]) -> str | None:
        """One of some words, or None when there is none."""
        value, known = self.text(key), list(choices)
        if value is not None and value not in known:
            self.fault(self.node(key), key, f"“{short(value)}” is none of these: {', '.join(known)}.")
            return None
        return value

    def whole(self, key: str, low: int, high: int) -> int | None:
        """A whole number within bounds, or None when there is none."""
        value = self.text(key)
        return None if value is None else self._whole(self.node(key), key, value, low, high)

    def _whole(self, node: yaml.Node | None, key: str, value: str, low: int, high: int) -> int | None:
        if value.isdecimal() and len(value) < 10 and low <= int(value) <= high:
            return int(value)
        self.fault(node, key, f"write a whole number from {low} to {high}.")
        return None

    def pairs(self, key: str) -> list[tuple[str, str, yaml.Node]]:
        """The entries of a block ``their value: ours``, in order, with the node of ours."""
        node = self.node(key)
        if node is None:
            return []
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, key, "write a block here, one “their value: ours” a line.")
            return []
        found: list[tuple[str, str, yaml.Node]] = []
        for left, right in node.value:
            if isinstance(left, yaml.ScalarNode) and isinstance(right, yaml.ScalarNode):
                found.append((str(left.value), str(right.value), right))
            else:
                self.fault(left, key, "write “their value: ours” on one line.")
        return found

    def numbers(self, key: str, low: int, high: int) -> dict[str, int]:
        """A block ``value: number`` with numbers within bounds."""
        read = {left: self._whole(node, key, right, low, high) for left, right, node in self.pairs(key)}
        return {left: number for left, number in read.items() if number is not None}

    def section(self, key: str) -> "Section | None":
        """A block of keys under a key, or None when there is none."""
        node = self.node(key)
        if node is None:
            return None
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, key, "write a block of keys here, indented under it.")
            return None
        return Section(node, self.name(key), self.faults)

    def sections(self, key: str) -> list["Section"]:
        """A list of blocks; one block alone counts as a list of one."""
        node = self.node(key)
        if node is None:
            return []
        items = node.value if isinstance(node, yaml.SequenceNode) else [node]
        for item in items:
            if not isinstance(item, yaml.MappingNode):
                self.fault(item, key, "write a list of blocks here, each beginning with “- ”.")
        return [Section(i, self.name(key), self.faults) for i in items if isinstance(i, yaml.MappingNode)]

    def close(self) -> None:
        """A fault for every key that means nothing here."""
        for key, node in self._nodes.items():
            if key not in self._asked:
                self.fault(node, key, f"this key means nothing here.{_meant(key, self._asked)}")


def read_yaml(text: str, *, first: str, about: str) -> yaml.MappingNode:
    """The top block of a YAML text. Raises WrongMapping with the line when it is none.

    ``first`` is the line with which such a file begins, ``about`` the page that tells of such files.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise WrongMapping([Fault(line, "", f"this cannot be read: {error.problem}. Look for a missing colon, "
                                            "quote or indent here or just above.")]) from error  # fmt: skip
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise WrongMapping([Fault(1, "", f"this is not a text in YAML. See {about}.")]) from error
    if not isinstance(node, yaml.MappingNode):
        raise WrongMapping([Fault(1, "", f"write “key: value” lines, the first being “{first}”.")])
    return node


def line_of(node: yaml.Node) -> int:
    """The line on which a node begins, counted from 1."""
    return int(node.start_mark.line) + 1


def short(value: str) -> str:
    """A value as it is shown in a sentence: cut, and without what cannot be printed."""
    printable = "".join(letter if letter.isprintable() else "?" for letter in value[:41])
    return printable if len(printable) <= 40 else printable[:39] + "…"


def _meant(key: str, known: Iterable[str]) -> str:
    close = get_close_matches(key, known, n=1)
    return f" Did you mean “{close[0]}”?" if close else f" Known here: {', '.join(known)}."
