"""Hancom's old HWP (5.x) → a document, by unhwp, in a child process: it is native code on hostile bytes.

unhwp has no build for every machine (none for ARM under Linux); where it is missing, such files are refused by name.
"""

from core.errors import SourceError
from core.model import Document
from jobs import apart
from jobs.read_text import titled

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def read(data: bytes, name: str) -> Document:
    """The title is the file's own, else the first line.

    Raises SourceError with code unsupported, encrypted, unreadable, too-large, timeout or crash.
    """
    if not data.startswith(_OLE):
        told = "This is no HWP file of version 5. Open it in Hangul and save it as HWPX or PDF."
        raise SourceError("unreadable", f"{name}: no HWP 5 file", user=told)
    title, text = apart.call("jobs.read_hwp:read_row", data, name)
    return titled(text, title=title)


def read_row(data: bytes, name: str) -> tuple[str, str]:
    """What `read` does, in the form in which the child process answers: title and text."""
    try:
        import unhwp
    except (ImportError, OSError) as error:
        told = "HWP files are not read on this kind of machine. Save it as HWPX or PDF."
        raise SourceError("unsupported", f"{name}: unhwp cannot be loaded: {error}", user=told) from error
    try:
        with unhwp.parse_bytes(data) as parsed:
            return parsed.title or "", parsed.plain_text
    except unhwp.UnhwpError as error:
        raise _refused(name, str(error)) from error


def _refused(name: str, problem: str) -> SourceError:
    if "encrypt" in problem.lower() or "password" in problem.lower():
        told = "The HWP file is locked with a password. Save a copy without one."
        return SourceError("encrypted", f"{name}: {problem}", user=told)
    told = "The HWP file is damaged. Open it in Hangul and save it as HWPX or PDF."
    return SourceError("unreadable", f"{name}: {problem}", user=told)
