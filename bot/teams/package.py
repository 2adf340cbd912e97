"""The app package that an administrator uploads to Teams: manifest 1.29, its Korean words, icons. Pure: values in, bytes out."""

import io
import json
import math
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from bot.commands.table import BY_VERB, Command

Json = dict[str, Any]

MANIFEST_VERSION = "1.29"
SCHEMA = f"https://developer.microsoft.com/json-schemas/teams/v{MANIFEST_VERSION}/MicrosoftTeams.schema.json"
KOREAN_SCHEMA = (
    f"https://developer.microsoft.com/json-schemas/teams/v{MANIFEST_VERSION}/MicrosoftTeams.Localization.schema.json"
)
# Teams shows twelve commands a list; the others are typed as well.
SHOWN = (
    "subscribe", "unsubscribe", "list", "latest", "search", "preview", "why", "brief", "calendar", "digest", "settings", "help",
)  # fmt: skip
SHORT = {
    "en": "Trade-policy alerts, cited and explained.",
    "ko": "출처와 이유를 밝히는 통상정책 알림입니다.",
}
LONG = {
    "en": "Policywire watches feeds and documents for trade and industrial policy and tells a channel what is new about the "
    "topics it follows. Every line names its source, and “why” says why it arrived.",
    "ko": "통상·산업정책 출처와 문서를 지켜보고 채널이 구독한 주제의 새 소식을 알립니다. 모든 문장에 출처가 있고, ‘왜’로 이유를 "
    "볼 수 있습니다.",
}  # fmt: skip
NAME, FULL_NAME = "Policy", "Policywire"
EXTENSION_KO = {
    "composeExtensions[0].commands[0].title": "자료 검색",
    "composeExtensions[0].commands[0].description": "자료를 찾아 메시지에 넣습니다",
    "composeExtensions[0].commands[0].parameters[0].title": "검색",
    "composeExtensions[0].commands[0].parameters[0].description": "단어나 검색식, 예: CBAM OR 탄소국경",
    "composeExtensions[0].commands[1].title": "요약",
    "composeExtensions[0].commands[1].description": "링크한 기사의 요지를 출처와 함께 보여 줍니다",
}
ACCENT = "#1B3A57"
# A fixed time in the archive: the same settings give the same bytes.
DATE = (2026, 1, 1, 0, 0, 0)

Shape = Callable[[float, float], float]
Colour = tuple[int, int, int]


def package(client_id: str, public_url: str, version: str) -> bytes:
    """The zip. `public_url` is our address on https, `version` three numbers with dots."""
    files = {
        "manifest.json": _written(manifest(client_id, public_url, version)),
        "ko.json": _written(korean()),
        "color.png": icon(192, (255, 255, 255), (27, 58, 87)),
        "outline.png": icon(32, (255, 255, 255), None),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, DATE), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def manifest(client_id: str, public_url: str, version: str) -> Json:
    """What Teams is told of the app. It asks for no permission on anybody's messages: the bot hears what is said to it."""
    return {
        "$schema": SCHEMA,
        "manifestVersion": MANIFEST_VERSION,
        "version": version,
        "id": str(uuid5(NAMESPACE_URL, f"policywire:{client_id}")),
        "localizationInfo": {"defaultLanguageTag": "en", "additionalLanguages": [{"languageTag": "ko", "file": "ko.json"}]},
        "developer": {
            "name": "Policywire", "websiteUrl": public_url, "privacyUrl": public_url, "termsOfUseUrl": public_url,
        },
        "name": {"short": NAME, "full": FULL_NAME},
        "description": {"short": SHORT["en"], "full": LONG["en"]},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": ACCENT,
        "bots": [
            {
                "botId": client_id,
                "scopes": ["team", "groupChat", "personal"],
                "supportsTargetedMessages": True,
                "supportsFiles": True,
                "commandLists": [
                    {"scopes": ["team", "groupChat"], "triggers": ["mention", "slash"], "commands": _commands("en")},
                    {"scopes": ["personal"], "triggers": ["mention"], "commands": _commands("en")},
                ],
            }
        ],
        "composeExtensions": [{"botId": client_id, "commands": _extension()}],
        "permissions": ["identity", "messageTeamMembers"],
        "supportsChannelFeatures": "tier1",
        "defaultInstallScope": "team",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
    }  # fmt: skip


def korean() -> Json:
    """The manifest's words in Korean, by their place in it."""
    told: Json = {"$schema": KOREAN_SCHEMA, "name.short": NAME, "name.full": FULL_NAME}
    told |= {"description.short": SHORT["ko"], "description.full": LONG["ko"], **EXTENSION_KO}
    for at, listed in enumerate([_commands("ko")] * 2):
        for number, command in enumerate(listed):
            place = f"bots[0].commandLists[{at}].commands[{number}]"
            told |= {f"{place}.title": command["title"], f"{place}.description": command["description"]}
    return told


def icon(size: int, stroke: Colour, ground: Colour | None) -> bytes:
    """A PNG of so many pixels: a source that sends, in `stroke`, on a rounded square of `ground` or on nothing."""
    rows = bytearray()
    for y in range(size):
        rows.append(0)
        for x in range(size):
            rows += bytes(_pixel((x + 0.5) / size, (y + 0.5) / size, size, stroke, ground))
    header = struct.pack(">2I5B", size, size, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _commands(lang: str) -> list[Json]:
    return [_command(BY_VERB[verb], lang) for verb in SHOWN if verb in BY_VERB]


def _command(command: Command, lang: str) -> Json:
    word = (
        next((one for one in command.aliases if re.match("[가-힣]", one)), command.verb)
        if lang == "ko"
        else command.verb
    )
    return {"title": word, "description": command.about.get(lang, command.about["en"])}


def _extension() -> list[Json]:
    query = {
        "name": "query",
        "title": "Search",
        "description": "Words or a query, such as CBAM OR 탄소국경",
        "inputType": "text",
    }
    return [
        {
            "id": "search", "type": "query", "title": "Search items", "description": "Find an item and insert it",
            "context": ["compose", "commandBox"], "initialRun": True, "parameters": [query],
        },
        {
            "id": "summarise", "type": "action", "title": "Summarise", "description": "The gist of a linked article, cited",
            "context": ["message", "compose", "commandBox"], "fetchTask": True,
        },
    ]  # fmt: skip


def _written(value: Json) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _pixel(x: float, y: float, size: int, stroke: Colour, ground: Colour | None) -> Sequence[int]:
    inked = max(_cover(shape(x, y), size) for shape in _SHAPES)
    if ground is None:
        return (*stroke, round(255 * inked))
    mixed = (round(s * inked + g * (1 - inked)) for s, g in zip(stroke, ground, strict=True))
    return (*mixed, round(255 * _cover(_square(x, y), size)))


def _cover(distance: float, size: int) -> float:
    """How much of a pixel a shape covers whose edge is so far from the pixel's middle, outwards positive."""
    return min(max(0.5 - distance * size, 0.0), 1.0)


def _square(x: float, y: float) -> float:
    half, corner = 0.5, 0.18
    dx, dy = max(abs(x - 0.5) - half + corner, 0.0), max(abs(y - 0.5) - half + corner, 0.0)
    return math.hypot(dx, dy) - corner


def _arc(radius: float) -> Shape:
    """A quarter of a ring around the source, towards the upper right."""

    def distance(x: float, y: float) -> float:
        dx, dy = max(x - 0.3, 0.0), max(0.7 - y, 0.0)
        outside = max(0.3 - x, y - 0.7)
        return max(abs(math.hypot(dx, dy) - radius) - 0.042, outside)

    return distance


_SHAPES: tuple[Shape, ...] = (lambda x, y: math.hypot(x - 0.3, y - 0.7) - 0.08, _arc(0.24), _arc(0.42))


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
