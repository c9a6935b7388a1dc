"""A group of commands whose modules are imported when they are asked for, so that a command pays for itself alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group


@dataclass(frozen=True, slots=True)
class LazyCommand:
    """Where a command, or a group of commands, is defined.

    Attributes:
        path: a module and the name in it of a function or of a `typer.Typer`, as `bot.cli.run:run`.
        help: the line that the list of commands shows; the same as that of the command itself.
    """

    path: str
    help: str

    def load(self, name: str) -> Any:
        """Imports the module; returns the command as Typer runs it."""
        module, attribute = self.path.split(":")
        defined = getattr(import_module(module), attribute)
        around = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
        around.callback()(_nothing)  # makes a group of it, though it has one command
        if isinstance(defined, typer.Typer):
            around.add_typer(defined, name=name)
        else:
            around.command(name)(defined)
        return get_group(around).commands[name]


def _nothing() -> None:
    """What a group does before its command."""


class LazyGroup(TyperGroup):
    """The commands that Typer was given, and those of `lazy`, which a subclass sets."""

    lazy: Mapping[str, LazyCommand] = {}

    def list_commands(self, ctx: Any) -> list[str]:
        """Returns the names of all commands."""
        return [*super().list_commands(ctx), *self.lazy]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Returns the command, imported if need be; None when there is none of this name."""
        if cmd_name in self.lazy:
            return self.lazy[cmd_name].load(cmd_name)
        return super().get_command(ctx, cmd_name)

    def format_commands(self, _ctx: Any, formatter: Any) -> None:
        """Writes the list of commands without importing any."""
        given = [(name, command.get_short_help_str()) for name, command in self.commands.items()]
        with formatter.section("Commands"):
            formatter.write_dl([*given, *((name, command.help) for name, command in self.lazy.items())])
