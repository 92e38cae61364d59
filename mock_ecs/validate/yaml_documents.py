"""YAML 1.2 with positions, read by the parser of the AWS CLI v2."""

from __future__ import annotations

from datetime import date
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from mock_ecs.aws.refusals import Finding, Path
from mock_ecs.validate.documents import Document, Unusable, end_of
from mock_ecs.validate.placeholders import bare_placeholder
from mock_ecs.validate.places import Place, Position

MOST_VALUES = 100_000
"""Aliases of aliases can make a document of any size from a few lines."""

_STANDARD = "tag:yaml.org,2002:"
_MERGE = f"{_STANDARD}merge"
_KNOWN = {f"{_STANDARD}{name}" for name in ("map", "seq", "str", "int", "float", "bool", "null", "timestamp", "merge")}


def read_yaml(text: str) -> list[Document]:
    """The documents of ``text`` that are not empty; Unusable where it is not YAML, or not as JSON could be."""
    yaml = YAML(typ="safe", pure=True)
    yaml.composer.warn_double_anchors = False  # YAML 1.2 lets an anchor be given again, and nobody wants to hear of it
    try:
        nodes = [node for node in yaml.compose_all(text) if node is not None]
        documents = [_Reader(yaml, text).document(node) for node in nodes]
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        position = Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)
        raise _explained(text, position, str(error.problem or error.context)) from None
    except ReaderError as error:
        raise Unusable(f"is not YAML: {error.reason}", end_of(text[: error.position])) from None
    except (YAMLError, ValueError) as error:
        raise Unusable(f"is not YAML: {' '.join(str(error).split())}") from None
    found = [document for document in documents if document.value is not None]
    if not found:
        raise Unusable("is empty")
    return found


class _Reader:
    """Makes values and places of the nodes of one document."""

    def __init__(self, yaml: YAML, text: str) -> None:
        self._constructor: Any = yaml.constructor
        self._text = text
        self._findings: list[Finding] = []
        self._values = 0
        self._around: set[int] = set()

    def document(self, node: Node) -> Document:
        value, place = self._read(node, ())
        return Document(value, lambda: place, lambda _: self._findings)

    def _read(self, node: Node, path: Path) -> tuple[Any, Place]:
        self._values += 1
        position = _begin(node)
        if self._values > MOST_VALUES:
            raise Unusable(f"has aliases that expand to more than {MOST_VALUES:,} values", position)
        if id(node) in self._around:
            raise Unusable("has an alias that holds itself", position)
        tag = str(node.tag)
        if tag not in _KNOWN:
            name = tag.replace(_STANDARD, "!!")
            raise Unusable(f"has the tag {name}, which only the tool that it is for can resolve", position)
        if isinstance(node, ScalarNode):
            return self._scalar(node, path), Place(position)
        self._around.add(id(node))
        read = self._mapping(node, path) if isinstance(node, MappingNode) else self._sequence(node, path)
        self._around.discard(id(node))
        return read

    def _sequence(self, node: Node, path: Path) -> tuple[list[Any], Place]:
        place = Place(_begin(node))
        items = []
        for index, item in enumerate(node.value):
            value, place.children[index] = self._read(item, (*path, index))
            items.append(value)
        return items, place

    def _mapping(self, node: Node, path: Path) -> tuple[dict[str, Any], Place]:
        place = Place(_begin(node))
        members: dict[str, Any] = {}
        for key, item in node.value:
            if str(key.tag) == _MERGE:
                self._merge(item, path, members, place)
        merged = set(members)
        for key, item in node.value:
            if str(key.tag) == _MERGE:
                continue
            name = self._key(key)
            if name in place.children and name not in merged:
                self._findings.append(_told_of_a_repeated_key((*path, name)))
            merged.discard(name)
            members[name], child = self._read(item, (*path, name))
            child.key = _begin(key)
            place.children[name] = child
        return members, place

    def _merge(self, node: Node, path: Path, members: dict[str, Any], place: Place) -> None:
        sources = node.value if isinstance(node, SequenceNode) else [node]
        for source in sources:
            if not isinstance(source, MappingNode):
                raise Unusable("merges something that is no mapping (<<)", _begin(source))
            values, places = self._read(source, path)
            for name, value in values.items():
                if name not in members:
                    members[name], place.children[name] = value, places.children[name]

    def _key(self, node: Node) -> str:
        if not isinstance(node, ScalarNode):
            raise _explained(self._text, _begin(node), "a key that is itself a mapping or a list")
        return str(node.value)

    def _scalar(self, node: ScalarNode, path: Path) -> Any:
        value = self._constructor.construct_object(node)
        if isinstance(value, date):
            message = f"{node.value} without quotes is a date in YAML, and no member takes a date."
            self._findings.append(Finding("ParamValidation", message, path, f'Write "{node.value}" in quotes.'))
            return str(node.value)
        return value


def _begin(node: Node) -> Position:
    return Position(node.start_mark.line + 1, node.start_mark.column + 1)


def _explained(text: str, position: Position, reason: str) -> Unusable:
    lines = text.splitlines(keepends=True)
    offset = sum(map(len, lines[: position.line - 1])) + position.column - 1
    placeholder = bare_placeholder(text, offset)
    if placeholder:
        return Unusable(f"is not YAML: the placeholder {placeholder} stands outside of quotes", position)
    return Unusable(f"is not YAML: {reason}", position)


def _told_of_a_repeated_key(path: Path) -> Finding:
    message = f'The key "{path[-1]}" stands more than once in the same mapping, which the AWS CLI refuses.'
    return Finding("DuplicateKey", message, path, "Delete all but one of them.")
