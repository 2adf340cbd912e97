"""What a line will need of its surface, told before it is carried out: nothing is asked and nothing is changed."""

from dataclasses import dataclass

from bot.commands import forms
from bot.commands.line import parse, tidy
from bot.commands.table import BY_VERB, OPTIONS, WORDS
from core.errors import CommandError


@dataclass(frozen=True, slots=True)
class Glance:
    """`form` is the id of the form that answers the line; one that `posts` needs the bot in the channel."""

    form: str = ""
    posts: bool = False


def glance(text: str) -> Glance:
    """A look at a line. One that cannot be read needs nothing but its answer."""
    try:
        line = parse(tidy(text), WORDS, OPTIONS, "en")
    except CommandError:
        return Glance()
    is_bare = not line.subject and not line.options
    if line.verb in forms.IDS and is_bare:
        return Glance(form=line.verb)
    return Glance(posts=bool(line.verb) and BY_VERB[line.verb].posts)
