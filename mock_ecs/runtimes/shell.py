"""A shell that walks through a script without running it: when which line is written, and when and how it ends."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mock_ecs.runtimes.shell_loops import loops_for_ever
from mock_ecs.runtimes.shell_words import Unreadable, is_assignment, parse, redirected, sides, text_of, word_of

if TYPE_CHECKING:
    from tree_sitter import Node

LONGEST_SCRIPT = 16_384
"""Characters beyond which a script is not read: the overrides of RunTask have 8,192 at most."""

DEEPEST = 40
"""How deep groups, lists and shells within shells are followed."""

_SHELLS = ("sh", "bash", "ash", "dash", "zsh", "ksh")
_SHELL_FLAGS = re.compile(r"-[celxuo]+|--login|--norc|--noprofile")
_DURATION = re.compile(r"([0-9]+\.?[0-9]*|\.[0-9]+)([smhd]?)")
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_FOLLOW = re.compile(r"-[A-Za-z]*[fF].*|--follow(=.*)?|--retry")
_SET = re.compile(r"[-+][euxo]+|pipefail|errexit|nounset|xtrace")


class Over(Exception):
    """The shell ends here, with ``code``."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Endless(Exception):
    """The command that is reached here never ends."""


@dataclass(slots=True)
class Shell:
    """Walks through a script: how late it is, the last exit code, and what was written."""

    environment: dict[str, str]
    now: float = 0.0
    code: int = 0
    depth: int = 0
    exit_on_error: bool = False
    silent: bool = False
    _logs: list[tuple[float, str]] = field(default_factory=list)
    _rest: str = ""

    def lines(self) -> tuple[tuple[float, str], ...]:
        """All that was written, with a last line that no line feed ends."""
        return (*self._logs, *([(self.now, self._rest)] if self._rest else []))

    # Scripts.

    def script(self, text: str) -> None:
        """Walk through a script."""
        if len(text) > LONGEST_SCRIPT:
            raise Unreadable
        self._list(parse(text))

    def _list(self, node: Node) -> None:
        """Walk through the statements of a program or a group. One of them that cannot be read decides nothing
        when a later one plainly never ends.
        """
        statements = [child for child in node.children if child.is_named and child.type != "comment"]
        for number, statement in enumerate(statements):
            behind = statement.next_sibling
            if behind is not None and behind.type == "&":
                self.code = 0
                continue
            try:
                self._statement(statement)
            except Unreadable:
                if self._endless_later(statements[number + 1 :]):
                    raise Endless from None
                raise
            if self.exit_on_error and self.code and statement.type not in ("list", "negated_command"):
                raise Over(self.code)

    def _endless_later(self, statements: Sequence[Node]) -> bool:
        return any(_is_endless(statement, self.environment) for statement in statements)

    def _statement(self, node: Node) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unreadable
        walk = _STATEMENTS.get(node.type)
        if walk is None:
            raise Unreadable
        walk(self, node)
        self.depth -= 1

    def _and_or(self, node: Node) -> None:
        left, operator, right = sides(node)
        try:
            self._statement(left)
        except Unreadable:
            if operator.type == "&&" and _is_endless(right, self.environment):
                raise Endless from None
            raise
        if (operator.type == "&&") == (self.code == 0):
            self._statement(right)

    def _negated(self, node: Node) -> None:
        self._statement(node.children[-1])
        self.code = 0 if self.code else 1

    def _subshell(self, node: Node) -> None:
        kept = dict(self.environment), self.exit_on_error
        try:
            self._list(node)
        except Over as over:
            self.code = over.code
        self.environment, self.exit_on_error = kept

    def _redirected(self, node: Node) -> None:
        before = self.silent
        self.silent = redirected(node) or before
        self._statement(node.children[0])
        self.silent = before

    def _loop(self, node: Node) -> None:
        if _is_endless(node, self.environment):
            raise Endless
        raise Unreadable

    def _assignment(self, node: Node) -> None:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is None or name.type != "variable_name" or "+=" in text_of(node):
            raise Unreadable
        self.environment[text_of(name)] = word_of(value, self._variables()) if value is not None else ""
        self.code = 0

    def _declaration(self, node: Node) -> None:
        first, *others = node.children
        if first.type != "export":
            raise Unreadable
        for other in others:
            if other.type == "variable_assignment":
                self._assignment(other)
            elif other.type != "variable_name":
                raise Unreadable

    def _command(self, node: Node) -> None:
        variables = self._variables()
        self.words([word_of(child, variables) for child in node.children if not is_assignment(child)], in_shell=True)

    def _variables(self) -> Mapping[str, str]:
        return {**self.environment, "?": str(self.code)}

    # Commands.

    def words(self, words: list[str], *, in_shell: bool = False) -> None:
        """Walk through one command, given as its words."""
        if not words:
            raise Unreadable
        name, arguments = words[0].rpartition("/")[2], words[1:]
        if name in _SHELLS:
            self._inner_shell(arguments)
            return
        command = _COMMANDS.get(name)
        if command is None:
            raise Unreadable
        command(self, arguments, in_shell)

    def _inner_shell(self, arguments: list[str]) -> None:
        exit_on_error, skip = False, False
        for number, argument in enumerate(arguments):
            if skip:
                skip = False
                continue
            if not _SHELL_FLAGS.fullmatch(argument):
                break
            flags = "" if argument.startswith("--") else argument
            exit_on_error, skip = exit_on_error or "e" in flags, "o" in flags
            if "c" in flags:
                for script in arguments[number + 1 + skip :][:1]:
                    self._nested(script, exit_on_error)
                    return
        raise Unreadable

    def _nested(self, script: str, exit_on_error: bool) -> None:
        kept = dict(self.environment), self.exit_on_error, self.depth
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unreadable
        self.exit_on_error, self.code = exit_on_error, 0
        try:
            self.script(script)
        except Over as over:
            self.code = over.code
        self.environment, self.exit_on_error, self.depth = kept

    def _true(self, arguments: list[str], in_shell: bool) -> None:
        self.code = 0

    def _false(self, arguments: list[str], in_shell: bool) -> None:
        self.code = 1

    def _exit(self, arguments: list[str], in_shell: bool) -> None:
        if len(arguments) > 1 or (arguments and not re.fullmatch(r"-?[0-9]{1,9}", arguments[0])):
            raise Unreadable
        raise Over(int(arguments[0]) & 255 if arguments else self.code)

    def _sleep(self, arguments: list[str], in_shell: bool) -> None:
        seconds = 0.0
        for argument in arguments:
            if argument.lower() in ("inf", "infinity"):
                raise Endless
            found = _DURATION.fullmatch(argument)
            if found is None:
                raise Unreadable
            seconds += float(found[1]) * _SECONDS[found[2]]
        if not arguments or seconds > 1e9:
            raise Unreadable
        self.now += seconds
        self.code = 0

    def _tail(self, arguments: list[str], in_shell: bool) -> None:
        if any(_FOLLOW.fullmatch(argument) for argument in arguments):
            raise Endless
        raise Unreadable

    def _echo(self, arguments: list[str], in_shell: bool) -> None:
        end, escapes = "\n", False
        while arguments and re.fullmatch(r"-[neE]+", arguments[0]):
            end = "" if "n" in arguments[0] else end
            escapes = escapes or "e" in arguments[0]
            arguments = arguments[1:]
        text = " ".join(arguments)
        if escapes:
            text = text.replace("\\n", "\n").replace("\\t", "\t")
        self.code = 0
        if self.silent:
            return
        *whole, self._rest = (self._rest + text + end).split("\n")
        self._logs.extend((self.now, line) for line in whole)

    def _set(self, arguments: list[str], in_shell: bool) -> None:
        if not arguments or not all(_SET.fullmatch(argument) for argument in arguments):
            raise Unreadable
        for argument in arguments:
            if argument == "errexit" or (argument.startswith(("-", "+")) and "e" in argument):
                self.exit_on_error = not argument.startswith("+")
        self.code = 0

    def _exec(self, arguments: list[str], in_shell: bool) -> None:
        self.words(arguments)
        raise Over(self.code)

    def _env(self, arguments: list[str], in_shell: bool) -> None:
        while arguments and re.match(r"[A-Za-z_][A-Za-z0-9_]*=", arguments[0]):
            arguments = arguments[1:]
        self.words(arguments)


def _is_endless(node: Node, environment: Mapping[str, str]) -> bool:
    """True when a statement plainly never ends, whatever the statements before it did."""
    if node.type in ("while_statement", "c_style_for_statement"):
        return loops_for_ever(node)
    if node.type == "list":
        left, operator, right = sides(node)
        return _is_endless(left, environment) or (operator.type == "&&" and _is_endless(right, environment))
    if node.type in ("command", "redirected_statement"):
        shell = Shell(dict(environment))
        try:
            shell._statement(node)
        except Endless:
            return True
        except (Unreadable, Over):
            return False
    return False


_STATEMENTS = {
    "list": Shell._and_or,
    "negated_command": Shell._negated,
    "compound_statement": Shell._list,
    "subshell": Shell._subshell,
    "redirected_statement": Shell._redirected,
    "while_statement": Shell._loop,
    "c_style_for_statement": Shell._loop,
    "variable_assignment": Shell._assignment,
    "declaration_command": Shell._declaration,
    "command": Shell._command,
}

_COMMANDS = {
    "true": Shell._true,
    ":": Shell._true,
    "false": Shell._false,
    "exit": Shell._exit,
    "sleep": Shell._sleep,
    "tail": Shell._tail,
    "echo": Shell._echo,
    "set": Shell._set,
    "exec": Shell._exec,
    "env": Shell._env,
}
