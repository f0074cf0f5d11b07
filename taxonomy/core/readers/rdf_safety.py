"""What an RDF file may make its parser do, and must not: fetch addresses, read other files, grow without end.

JSON-LD may name its context by address (JSON-LD 1.1, section 3.1), which the parser would fetch from inside the
server's network; XML may declare entities that stand for files or for exponentially long text.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.parsers import expat

import orjson

from taxonomy.core.readers.rows import FileRefused

_ENTITY_MOST = 2_000


def refuse_unsafe(path: Path, kind: str) -> None:
    """Look a file over before it is parsed.

    Args:
        kind: rdflib's name of the format.

    Raises:
        FileRefused
    """
    if kind == "json-ld":
        _check_contexts(path)
    elif kind == "xml":
        _check_entities(path)


def _check_contexts(path: Path) -> None:
    try:
        document: Any = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        # Never left to the parser: it might read in another way what could not be looked over here.
        raise FileRefused(f"{path} is not valid JSON: {error}.", field="path") from None
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            waiting += value.values()
            contexts = value.get("@context", [])
            named = [*(contexts if isinstance(contexts, list) else [contexts]), value.get("@import")]
            if address := next((name for name in named if isinstance(name, str)), None):
                raise FileRefused(
                    f"{path} names its context by the address {address}; nothing is fetched from the network here: "
                    "put the context itself into the file.",
                    field="path",
                )


class _Enough(Exception):
    """The document type is read; the elements are the parser's business."""


def _check_entities(path: Path) -> None:
    def declared(
        name: str, is_parameter: bool, value: str | None, base: str | None, system: str | None, *_: object
    ) -> None:
        if value is None or "&" in value or len(value) > _ENTITY_MOST:
            where = f"stands for {system}" if system else "is built of others or very long"
            raise FileRefused(f"{path}: the entity '{name}' {where}; such files are not read.", field="path")

    def begun(*_: object) -> None:
        raise _Enough

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = declared
    parser.StartElementHandler = begun
    try:
        with path.open("rb") as stream:
            parser.ParseFile(stream)
    except (_Enough, expat.ExpatError):
        return
