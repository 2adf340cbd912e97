"""What every command of the shell begins with."""

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
