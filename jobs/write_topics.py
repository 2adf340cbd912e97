"""Topics → the text of a topics file. What its fields mean is told at the head of seeds/topics.yaml."""

from collections.abc import Mapping
from typing import Any

import yaml

HEAD = "# Topics, as they were exported. `policywire topics check FILE` names mistakes, `policywire topics import FILE` takes it over.\n"


def text(raw: Mapping[object, Any]) -> str:
    """The values as YAML, lists of terms in one line where they are short."""
    return HEAD + yaml.safe_dump(dict(raw), allow_unicode=True, sort_keys=False, width=130, default_flow_style=None)
