"""The Adaptive Card 1.5 schema, which refuses whatever it does not know."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import adaptive_cards
from jsonschema import Draft6Validator

FILE = Path(adaptive_cards.__file__).parent / "schemas" / "schema-1.5.json"
WORDS = ("text", "title", "url", "line", "label", "placeholder", "errorMessage", "value", "id")


@cache
def _validator() -> Draft6Validator:
    return Draft6Validator(json.loads(FILE.read_text("utf-8-sig")))


def problems(card: dict[str, Any]) -> list[str]:
    """What is wrong with a card, empty for a right one. Of elements that differ in their words only one is looked at."""
    kinds = {_shape(element): element for element in card["body"]}
    seen = {**card, "body": [_fewer(element) for element in kinds.values()]}
    return [error.message[:300] for error in _validator().iter_errors(seen)]


def _fewer(element: dict[str, Any]) -> dict[str, Any]:
    inlines = {_shape(one): one for one in element.get("inlines", [])}
    return {**element, "inlines": list(inlines.values())} if inlines else element


def _shape(value: Any, name: str = "") -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{key}:{_shape(part, key)}" for key, part in sorted(value.items())) + "}"
    if isinstance(value, list):
        return "[" + ",".join(sorted({_shape(part) for part in value})) + "]"
    return type(value).__name__ if name in WORDS or not name else repr(value)
