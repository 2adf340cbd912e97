"""The forms of a brief on the command line: a module of its own, so that a command which writes none need not load what does."""

from enum import StrEnum


class BriefForm(StrEnum):
    """What a brief is written as."""

    MD = "md"
    DOCX = "docx"
