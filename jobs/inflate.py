"""Content-Encoding taken off step by step, never beyond a limit: the answer to compression bombs."""

import sys
import zlib
from typing import Protocol

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ACCEPTED = "gzip, deflate, br, zstd"
# Browsers refuse zstd frames that ask for a larger window (RFC 9659).
_ZSTD_WINDOW = 23
_GZIP = b"\x1f\x8b\x08"
_SIGN = len(_GZIP)


class TooLarge(Exception):
    """The body unpacks to more than the limit."""


class Unreadable(Exception):
    """The body is not what its Content-Encoding says."""


class _Step(Protocol):
    @property
    def done(self) -> bool:
        """Whether the stream may end here."""
        ...

    def unpack(self, data: bytes, room: int) -> bytes:
        """What `data` holds, at most `room` bytes."""
        ...


class Body:
    """Collects a body from chunks. `limit` caps the bytes unpacked, and so the memory a server can take."""

    def __init__(self, encoding: str | None, limit: int) -> None:
        self._encoding = (encoding or "").strip().lower()
        self._limit = limit
        self._step: _Step | None = None
        self._start = b""
        self._parts: list[bytes] = []
        self._size = 0
        self._wire = 0

    def add(self, chunk: bytes) -> None:
        """Takes one chunk from the wire. Raises TooLarge or Unreadable."""
        self._wire += len(chunk)
        if self._wire > self._limit:
            raise TooLarge
        if self._step is None:
            # The coding shows in the first bytes, which may come one by one.
            self._start += chunk
            if len(self._start) >= _SIGN:
                self._begin()
            return
        self._unpack(self._step, chunk)

    def _begin(self) -> None:
        self._step = _step(self._encoding, self._start)
        self._unpack(self._step, self._start)

    def _unpack(self, step: _Step, chunk: bytes) -> None:
        try:
            part = step.unpack(chunk, self._limit - self._size + 1)
        except (zlib.error, brotli.error, zstd.ZstdError, EOFError) as error:
            raise Unreadable(str(error)) from error
        self._size += len(part)
        if self._size > self._limit:
            raise TooLarge
        self._parts.append(part)

    def whole(self) -> bytes:
        """The unpacked body. Raises Unreadable where the packed one ended early."""
        if self._step is None and self._start:
            self._begin()
        if self._step is not None and not self._step.done:
            raise Unreadable("the compressed body ends early")
        return b"".join(self._parts)


def _step(encoding: str, start: bytes) -> _Step:
    # Some servers pack without saying so, some say so and do not pack: the first bytes know better.
    if start.startswith(_GZIP):
        return _Zlib(31)
    if encoding in ("", "identity", "gzip", "x-gzip"):
        return _Plain()
    if encoding == "deflate":
        return _Zlib(15 if start[:1] == b"\x78" else -15)
    if encoding == "br":
        return _Brotli()
    if encoding == "zstd":
        return _Zstd()
    raise Unreadable(f"unknown Content-Encoding {encoding[:40]!r}")


class _Plain:
    @property
    def done(self) -> bool:
        return True

    def unpack(self, data: bytes, room: int) -> bytes:
        return data[:room]


class _Zlib:
    def __init__(self, window: int) -> None:
        self._window = window
        self._machine = zlib.decompressobj(window)
        self._next = b""

    @property
    def done(self) -> bool:
        return self._machine.eof

    def unpack(self, data: bytes, room: int) -> bytes:
        parts: list[bytes] = []
        while data and room > 0:
            if self._machine.eof:
                # The sign of a further member may come in two chunks.
                data, self._next = self._next + data, b""
                if self._window == 31 and data == _GZIP[:1]:
                    self._next = data
                    break
                if self._window != 31 or not data.startswith(_GZIP[:2]):
                    break  # rubbish after the end is what browsers ignore too
                self._machine = zlib.decompressobj(self._window)
            part = self._machine.decompress(data, room)
            room -= len(part)
            parts.append(part)
            data = self._machine.unused_data if self._machine.eof else self._machine.unconsumed_tail
        return b"".join(parts)


class _Brotli:
    def __init__(self) -> None:
        self._machine = brotli.Decompressor()

    @property
    def done(self) -> bool:
        return bool(self._machine.is_finished())

    def unpack(self, data: bytes, room: int) -> bytes:
        parts: list[bytes] = []
        while room > 0:
            part = self._machine.process(data, output_buffer_limit=room)
            parts.append(part)
            room -= len(part)
            data = b""
            if self._machine.can_accept_more_data() or self._machine.is_finished():
                break
        return b"".join(parts)


class _Zstd:
    def __init__(self) -> None:
        self._machine = self._fresh()

    def _fresh(self) -> zstd.ZstdDecompressor:
        return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW})

    @property
    def done(self) -> bool:
        return self._machine.eof

    def unpack(self, data: bytes, room: int) -> bytes:
        parts: list[bytes] = []
        while room > 0:
            if self._machine.eof:
                if not data:
                    break
                self._machine = self._fresh()
            part = self._machine.decompress(data, room)
            parts.append(part)
            room -= len(part)
            data = self._machine.unused_data if self._machine.eof else b""
            if not self._machine.eof and self._machine.needs_input:
                break
        return b"".join(parts)
