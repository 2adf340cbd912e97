"""What every command of the shell begins with."""

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.settings import Settings


def settings() -> "Settings":
    """The settings, with logging started as they say. Raises SettingError."""
    from app.settings import load
    from app.telemetry import start_logging

    loaded = load()
    start_logging(loaded)
    return loaded


def settle() -> None:
    """Count what is loaded by now as there for good. For a process that stays.

    Python would look through all of it again and again for garbage: a sixth of the processor time of a message.
    """
    gc.collect()
    gc.freeze()
