"""What a header says about the file it stands in, for a sentence that helps."""

from __future__ import annotations

from collections.abc import Sequence

_TELLING: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"o*net-soc code"}), "It looks like a file of O*NET: use --format onet."),
    (frozenset({"concepturi", "broaderuri"}), "It looks like relations of ESCO: use import_relations."),
    (frozenset({"concepturi", "preferredlabel"}), "It looks like a file of ESCO: use --format esco."),
    (frozenset({"title_a", "title_b", "relation"}), "It looks like judged pairs: use import_judgements."),
)


def format_hint(header: Sequence[str]) -> str:
    """A sentence on how to read a file with this header; empty when it tells nothing."""
    names = {name.casefold() for name in header}
    return next((sentence for columns, sentence in _TELLING if columns <= names), "")
