"""What readers yield."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from taxonomy.core.errors import BadInput

EXAMPLES_KEPT = 5


class FileRefused(BadInput):
    """The file as a whole cannot be read: missing, wrong format, a column that is not there."""

    code = "import.file_refused"


def shown(text: str, most: int = 200) -> str:
    """A text of a file as reports can keep it: short, without zeros and halves of characters."""
    return text[:most].replace("\0", "\ufffd").encode("utf-8", "replace").decode()


@dataclass(frozen=True, slots=True)
class RawTitle:
    """One title as it stands in a file.

    Attributes:
        row: number of the line or record in the file, from 1.
        external_id: the source's own id of the concept or row; empty when it has none.
        preferred: whether the source calls it the preferred one of ``external_id``.
        count: how often it was seen, at least 1.
        language: BCP 47 tag; empty for the import's default.
        source: name of the source where the row tells one; empty for the import's own.
    """

    row: int
    raw: str
    external_id: str = ""
    preferred: bool = False
    count: int = 1
    language: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class RawRelation:
    """A relation that a file states: what ``a`` is to ``b``, each given by external id or, failing that, by title."""

    row: int
    relation: str
    a_id: str = ""
    b_id: str = ""
    a_title: str = ""
    b_title: str = ""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was refused, and why."""

    row: int
    reason: str
    field: str = ""
    value: str = ""

    def as_json(self) -> dict[str, Any]:
        """For the report."""
        return {
            "row": self.row,
            "field": self.field,
            "reason": shown(self.reason, 500),
            "value": shown(self.value),
        }


@dataclass(slots=True)
class Notices:
    """Known traps that were met, counted, with a few examples each. The sentence per code is the reader's."""

    sentences: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[str]] = field(default_factory=dict)

    def note(self, code: str, sentence: str, example: str = "", *, times: int = 1) -> None:
        """Count one more case of ``code``."""
        self.sentences.setdefault(code, sentence)
        self.counts[code] = self.counts.get(code, 0) + times
        kept = self.examples.setdefault(code, [])
        if example and len(kept) < EXAMPLES_KEPT and (shortened := shown(example)) not in kept:
            kept.append(shortened)

    def as_json(self) -> list[dict[str, Any]]:
        """For the report, most frequent first."""
        order = sorted(self.counts, key=lambda code: (-self.counts[code], code))
        return [
            {"code": c, "sentence": self.sentences[c], "count": self.counts[c], "examples": self.examples[c]}
            for c in order
        ]
