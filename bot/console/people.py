"""Who uses the console, and what they may do there."""

from dataclasses import dataclass
from enum import IntEnum


class Role(IntEnum):
    """What somebody may do: nothing; look; give commands and edit topics; all, with feeds, deliveries, audit and settings."""

    NOBODY = 0
    VIEWER = 1
    EDITOR = 2
    ADMIN = 3


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the console. `id` is what is written down of them, `name` what pages show."""

    id: str
    name: str
    role: Role


# Who sits at the machine, where nobody has to sign in.
OWNER = Person("you", "", Role.ADMIN)
