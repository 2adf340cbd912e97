"""Answers of a form as they come from outside: foreign text, whatever the form offered."""

from dataclasses import replace

from bot.commands.context import Context
from core.form import Ask, Field, Filled

# What is sent for one field at most; the rest is not looked at.
MOST_VALUES = 200


def given(filled: Filled, name: str, now: tuple[str, ...] = ()) -> tuple[str, ...]:
    """What was filled in without blanks around it, else what counts now."""
    if name not in filled:
        return now
    return tuple(value.strip() for value in filled[name][:MOST_VALUES] if value.strip())


def one(filled: Filled, name: str) -> str:
    """The one answer of a field in one line, empty where there is none."""
    return " ".join(" ".join(given(filled, name)[:1]).split())


def checked(context: Context, field: Field) -> Field:
    """The field without answers that it does not offer; they may have been offered yesterday."""
    offered = {choice.value for choice in field.choices}
    kept = tuple(value for value in field.value if value in offered)
    kept = kept[:1] if field.ask is Ask.ONE else kept
    is_missing = field.required and not kept
    error = context.say("form.gone") if kept != field.value or is_missing else ""
    return replace(field, value=kept, error=error)
