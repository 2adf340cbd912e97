"""Encryption of what is secret in the database, and the one home of Fernet: keys, the column type, turning to another key."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from core.errors import SettingError
from core.secret import Secret

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

log = logging.getLogger(__name__)

SETTING = "POLICYWIRE_SECRET_KEY"


def new_key() -> str:
    """A key for the setting."""
    from cryptography.fernet import Fernet

    return Fernet.generate_key().decode()


class Sealer:
    """Locks with the first key and unlocks with any. Without a key nothing can be kept, and nothing read."""

    def __init__(self, keys: str | None) -> None:
        """Takes the setting: keys with commas. Raises SettingError for one that is none; it never shows."""
        listed = [key.strip() for key in (keys or "").split(",") if key.strip()]
        try:
            self._fernet = _fernet(listed) if listed else None
        except ValueError:
            told = f"{SETTING} is no key, or one of its keys is none; «policywire secrets new» makes one"
            raise SettingError(told) from None

    def __bool__(self) -> bool:
        return self._fernet is not None

    def seal(self, secret: Secret) -> str:
        """Raises SettingError without a key."""
        return self.require().encrypt(secret.reveal().encode()).decode()

    def unseal(self, sealed: str) -> Secret | None:
        """None for what was locked with a key that is not there any more."""
        opened = _tried(self._fernet.decrypt, sealed) if self._fernet else None
        return None if opened is None else Secret(opened)

    def turn(self, sealed: str) -> str | None:
        """The same, locked with the first key; None where no key fits."""
        return _tried(self.require().rotate, sealed)

    def require(self) -> MultiFernet:
        """Raises SettingError without a key; it says how to get one."""
        if self._fernet is None:
            raise SettingError(f"{SETTING} is not set; write {SETTING}={new_key()} into .env, and keep a copy of it")
        return self._fernet


def _fernet(keys: Sequence[str]) -> MultiFernet:
    """Raises ValueError for a key that is none."""
    from cryptography.fernet import Fernet, MultiFernet  # 7 MB, which a process without a key does not need

    return MultiFernet([Fernet(key.encode()) for key in keys])


def _tried(step: Callable[[bytes], bytes], sealed: str) -> str | None:
    """What the step makes of it; None where no key fits."""
    from cryptography.fernet import InvalidToken

    try:
        return step(sealed.encode()).decode()
    except InvalidToken:
        return None


class Sealed(TypeDecorator[Secret]):
    """A column of secrets: encrypted on the way in, unlocked on the way out. Its keys are those of the database's engine."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Secret | None, dialect: Dialect) -> str | None:
        """Raises SettingError without a key."""
        return None if value is None else sealer_of(dialect).seal(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Secret | None:
        """None also for what cannot be unlocked, which the log is told."""
        if value is None:
            return None
        secret = sealer_of(dialect).unseal(value)
        if secret is None:
            log.error("a credential in the database was locked with another %s; add that key, or give it anew", SETTING)
        return secret


def give_keys(dialects: Sequence[Dialect], sealer: Sealer) -> None:
    """Have the engines of these dialects lock and unlock with these keys."""
    for dialect in dialects:
        setattr(dialect, "policywire_sealer", sealer)  # noqa: B010  # a dialect has no such attribute of its own


def sealer_of(dialect: Dialect) -> Sealer:
    """The keys of an engine."""
    found = getattr(dialect, "policywire_sealer", None)
    return found if isinstance(found, Sealer) else Sealer(None)
