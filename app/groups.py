"""A group of commands one of which needs no name."""

from typing import Any

from typer.core import TyperGroup

LIST = "list"


class ListByDefault(TyperGroup):
    """`feeds TEXT` and `feeds` list; everything else is named."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the name in where it was left out."""
        if not args or (args[0] not in self.commands and args[0] != "--help"):
            args = [LIST, *args]
        return super().parse_args(ctx, args)
