"""The words of a shell script: parsed with Bash's grammar, unquoted and expanded, never executed.

tree-sitter has Bash's own grammar, takes any text without failing, and costs 10 ms to import and 10 µs a command.
(bashlex, the other parser for Python, is under the GPL, and had its last release in 2023.)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Language, Node

_OUTPUT = ("/dev/stdout", "/dev/stderr", "/proc/1/fd/1", "/proc/1/fd/2")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", '"': '"', "a": "\a"}


class Unreadable(Exception):
    """It cannot be told from the text alone what this does."""


def parse(text: str) -> Node:
    """The program that ``text`` is; Unreadable where it is none of Bash's."""
    from tree_sitter import Parser

    try:
        data = text.encode()
    except UnicodeEncodeError:
        raise Unreadable from None
    if b"\0" in data:
        raise Unreadable
    root = Parser(_language()).parse(data).root_node
    if root.has_error:
        raise Unreadable
    return root


def text_of(node: Node) -> str:
    """The source of ``node``."""
    return (node.text or b"").decode()


def is_assignment(node: Node) -> bool:
    """True for the ``NAME=value`` before a command, which nothing that can be read looks at."""
    return node.type == "variable_assignment"


def word_of(node: Node, variables: Mapping[str, str]) -> str:
    """What a word says when quotes are taken off and ``variables`` put in; Unreadable where more would be needed."""
    reader = _WORDS.get(node.type)
    if reader is None:
        raise Unreadable
    return reader(node, variables)


def redirected(node: Node) -> bool:
    """True where a redirected statement's output goes nowhere, False where it is still to be seen.

    Unreadable for any other file: whether that can be written to is not known.
    """
    silent = False
    for redirect in node.children[1:]:
        target = redirect.child_by_field_name("destination")
        if redirect.type != "file_redirect" or target is None:
            raise Unreadable
        descriptor = redirect.child_by_field_name("descriptor")
        name = text_of(target)
        source = text_of(descriptor) if descriptor is not None else ""
        if name == "/dev/null":
            silent = silent or (source in ("", "1") and not text_of(redirect).startswith("<"))
        elif name not in ("1", "2", *_OUTPUT):
            raise Unreadable
    return silent


def _plain(node: Node, variables: Mapping[str, str]) -> str:
    text = text_of(node)
    if re.search(r"(?<!\\)[*?\[{]|^~", text):
        raise Unreadable
    return re.sub(r"\\(.)", r"\1", text.replace("\\\n", ""))


def _raw(node: Node, variables: Mapping[str, str]) -> str:
    return text_of(node)[1:-1]


def _quoted(node: Node, variables: Mapping[str, str]) -> str:
    """Between the nodes for expansions the source is taken as it is: some blanks have no node of their own."""
    data, parts, at = node.text or b"", [], 1
    for child in node.children:
        if child.type in ("simple_expansion", "expansion", "command_substitution", "arithmetic_expansion"):
            begin = child.start_byte - node.start_byte
            parts += [_unescaped(data[at:begin].decode()), word_of(child, variables)]
            at = child.end_byte - node.start_byte
    return "".join([*parts, _unescaped(data[at:-1].decode())])


def _unescaped(text: str) -> str:
    return re.sub(r'\\(["\\$`])', r"\1", text.replace("\\\n", ""))


def _with_escapes(node: Node, variables: Mapping[str, str]) -> str:
    def meant(match: re.Match[str]) -> str:
        if match[1] not in _ESCAPES:
            raise Unreadable
        return _ESCAPES[match[1]]

    return re.sub(r"\\(.)", meant, text_of(node)[2:-1], flags=re.DOTALL)


def _joined(node: Node, variables: Mapping[str, str]) -> str:
    return "".join(word_of(child, variables) for child in node.children)


def _command_name(node: Node, variables: Mapping[str, str]) -> str:
    if not node.children:
        raise Unreadable
    return word_of(node.children[0], variables)


def _expanded(node: Node, variables: Mapping[str, str]) -> str:
    """``$NAME`` and ``${NAME}``; a value that the shell would split or match against files is not put in."""
    name = re.fullmatch(r"\$(?:([A-Za-z_][A-Za-z0-9_]*|\?)|\{([A-Za-z_][A-Za-z0-9_]*)\})", text_of(node))
    value = variables.get(name[1] or name[2]) if name else None
    if value is None:
        raise Unreadable
    quoted = node.parent is not None and node.parent.type == "string"
    if not quoted and (not value or re.search(r"[\s*?\[\\]", value)):
        raise Unreadable
    return value


_WORDS = {
    "word": _plain,
    "number": _plain,
    "raw_string": _raw,
    "string": _quoted,
    "ansi_c_string": _with_escapes,
    "concatenation": _joined,
    "command_name": _command_name,
    "simple_expansion": _expanded,
    "expansion": _expanded,
}


@cache
def _language() -> Language:
    import tree_sitter_bash
    from tree_sitter import Language

    return Language(tree_sitter_bash.language())


def sides(node: Node) -> tuple[Node, Node, Node]:
    """What is left and right of ``&&`` or ``||``, and which of them it is."""
    sides = [child for child in node.children if child.type != "comment"]
    if len(sides) != 3:
        raise Unreadable
    return sides[0], sides[1], sides[2]
