"""The app package: its manifest by Microsoft's schema, its icons, its commands."""

import io
import json
import struct
import zipfile
import zlib
from typing import Any

import pytest

from bot.commands.table import BY_VERB, WORDS
from bot.teams.package import icon, korean, manifest, package
from tests.servers.connector import BOT

URL = "https://policy.example"


def read() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package(BOT, URL, "1.2.3"))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pixels(data: bytes) -> tuple[int, int, bytes]:
    """Width, height and the rows of a PNG with transparency."""
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, depth, colours = struct.unpack(">2I2B", data[16:26])
    assert (depth, colours) == (8, 6)
    start = data.index(b"IDAT") + 4
    (length,) = struct.unpack(">I", data[start - 8 : start - 4])
    return width, height, zlib.decompress(data[start : start + length])


def test_the_package_has_what_its_manifest_names() -> None:
    files = read()
    told = json.loads(files["manifest.json"])
    named = {*told["icons"].values(), *(one["file"] for one in told["localizationInfo"]["additionalLanguages"])}
    assert set(files) == {"manifest.json", *named}
    assert told == manifest(BOT, URL, "1.2.3")
    assert package(BOT, URL, "1.2.3") == package(BOT, URL, "1.2.3")


def test_the_lists_have_at_most_twelve_commands_and_each_is_one_of_ours() -> None:
    lists: list[dict[str, Any]] = manifest(BOT, URL, "1.2.3")["bots"][0]["commandLists"]
    assert all(0 < len(one["commands"]) <= 12 for one in lists)
    assert [one["triggers"] for one in lists] == [["mention", "slash"], ["mention"]]
    assert all(command["title"] in BY_VERB for one in lists for command in one["commands"])


def test_the_korean_words_stand_for_the_same_commands() -> None:
    english = manifest(BOT, URL, "1.2.3")["bots"][0]["commandLists"]
    told = korean()
    whole = manifest(BOT, URL, "1.2.3")
    assert (told["name.short"], told["name.full"]) == tuple(whole["name"].values())
    for number, one in enumerate(whole["composeExtensions"][0]["commands"]):
        assert told[f"composeExtensions[0].commands[{number}].title"] != one["title"]
    for at, one in enumerate(english):
        for number, command in enumerate(one["commands"]):
            word = told[f"bots[0].commandLists[{at}].commands[{number}].title"]
            assert WORDS[word] == command["title"]
            assert word != command["title"]


@pytest.mark.parametrize("size", [192, 32])
def test_the_icons_have_their_size_and_something_on_them(size: int) -> None:
    data = read()["color.png" if size == 192 else "outline.png"]
    width, height, rows = pixels(data)
    assert (width, height) == (size, size)
    alphas = {rows[y * (size * 4 + 1) + 1 + x * 4 + 3] for y in range(size) for x in range(size)}
    assert 0 in alphas
    assert 255 in alphas
    if size == 32:  # Teams wants white on nothing
        colours = {rows[y * 129 + 1 + x * 4 : y * 129 + 4 + x * 4] for y in range(32) for x in range(32)}
        assert colours == {b"\xff\xff\xff"}


def test_the_archive_is_small() -> None:
    assert len(package(BOT, URL, "1.2.3")) < 30_000
    assert icon(32, (255, 255, 255), None) == icon(32, (255, 255, 255), None)
