"""A group of verbs, each imported when it is asked for: what one needs would slow down all others."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

import typer
from typer.core import TyperGroup

from vitrola.cli.context import LakeFirst
from vitrola.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Set


class LazyGroup(TyperGroup):
    """``verbs`` has the module of each and what it does in a few words.

    Those of ``lake_first`` have more arguments than LAKE. A verb that is a Typer is a group in its turn.
    """

    verbs: ClassVar[Mapping[str, tuple[str, str]]] = {}
    lake_first: ClassVar[Set[str]] = frozenset()

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """Their names in the order they are listed in."""
        return list(self.verbs)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """The verb of a name, if there is one."""
        if cmd_name not in self.verbs:
            return None
        name, summary = self.verbs[cmd_name]
        verb = getattr(import_module(f"vitrola.cli.{name}"), cmd_name)
        if isinstance(verb, typer.Typer):
            group = typer.main.get_command(verb)
            group.short_help = summary
            return group
        only = typer.Typer(add_completion=False, rich_markup_mode=None)
        form = LakeFirst if cmd_name in self.lake_first else None
        only.command(name=cmd_name, cls=form, short_help=summary)(verb)
        return typer.main.get_command(only)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The verb that a command line begins with; a misspelt one is told what it is like."""
        if args and args[0] not in self.verbs and (suggestion := did_you_mean(args[0], self.verbs)):
            ctx.fail(f"No such command {args[0]!r}.{suggestion}")
        return super().resolve_command(ctx, args)
