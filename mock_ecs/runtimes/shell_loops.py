"""Loops of a script that plainly never end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_ecs.runtimes.shell_words import text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_LEAVES = ("break", "exit", "return", "exec", "kill", "continue")


def loops_for_ever(node: Node) -> bool:
    """True for a loop whose condition always holds, and that nothing in it leaves."""
    body = node.child_by_field_name("body")
    if body is None or _may_leave(body):
        return False
    if node.type == "c_style_for_statement":
        return node.child_by_field_name("condition") is None
    condition = node.child_by_field_name("condition")
    plain = ("false",) if node.children[0].type == "until" else ("true", ":", "/bin/true", "[ 1 ]")
    return condition is not None and text_of(condition).strip() in plain


def _may_leave(node: Node) -> bool:
    """True when a command of those that end a loop, or a shell, stands anywhere in ``node``."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        if found.type == "command_name" and text_of(found) in _LEAVES:
            return True
        waiting.extend(found.children)
    return False
