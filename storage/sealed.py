"""Encryption of what is secret in the database, and the one home of Fernet: keys, the column type, turning to another key."""

import logging
from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from core.errors import SettingError
from core.secret import Secret

log = logging.getLogger(__name__)

SETTING = "POLICYWIRE_SECRET_KEY"


def new_key() -> str:
    """A key for the setting."""
    return Fernet.generate_key().decode()


class Sealer:
    """Locks with the first key and unlocks with any. Without a key nothing can be kept, and nothing read."""

    def __init__(self, keys: str | None) -> None:
        """Takes the setting: keys with commas. Raises SettingError for one that is none; it never shows."""
        listed = [key.strip() for key in (keys or "").split(",") if key.strip()]
        try:
            self._fernet = MultiFernet([Fernet(key.encode()) for key in listed]) if listed else None
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
        try:
            return Secret(self._fernet.decrypt(sealed.encode()).decode()) if self._fernet else None
        except InvalidToken:
            return None

    def turn(self, sealed: str) -> str | None:
        """The same, locked with the first key; None where no key fits."""
        try:
            return self.require().rotate(sealed.encode()).decode()
        except InvalidToken:
            return None

    def require(self) -> MultiFernet:
        """Raises SettingError without a key; it says how to get one."""
        if self._fernet is None:
            raise SettingError(f"{SETTING} is not set; write {SETTING}={new_key()} into .env, and keep a copy of it")
        return self._fernet


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
