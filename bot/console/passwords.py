"""Passwords and their argon2 hashes. The only home of argon2."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
_hasher = PasswordHasher()


def hashed(password: str) -> str:
    """What is written into the settings instead of the password. Raises ValueError for one that is too short."""
    if len(password) < SHORTEST:
        raise ValueError(f"that password has {len(password)} characters; take at least {SHORTEST}")
    return _hasher.hash(password)


def is_hash(text: str) -> bool:
    """Whether the text is such a hash."""
    try:
        _hasher.check_needs_rehash(text)
    except InvalidHashError:
        return False
    return text.startswith("$argon2id$")


def fits(password: str, known: str) -> bool:
    """Whether the password is the one of the hash."""
    try:
        return _hasher.verify(known, password)
    except (VerificationError, InvalidHashError):
        return False
