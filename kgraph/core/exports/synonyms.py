"""Synonym files for Solr, Elasticsearch and OpenSearch (the Solr format, which all three read).

``equivalent``: ``a, b, c`` each find all. ``explicit``: ``b, c => a`` writes the preferred title in the place of the
others. A search engine cuts texts into words before it looks up synonyms, so that "C developer" and "C++ developer"
may become one; what would then mean two concepts is *ambiguous*: it is left out, and reported in comments at the
end. Titles of different rank are never in one line, since they are never in one concept.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from kgraph.core.snapshot.reader import Snapshot

_TOKENS = re.compile(r"[^\W_]+")
_ESCAPED = re.compile(r"([\\,])|(=>)")


def _tokens(key: str) -> str:
    """What the standard tokenizers make of a folded title."""
    return " ".join(_TOKENS.findall(key))


def ambiguous(snapshot: Snapshot) -> dict[str, list[int]]:
    """Forms that a search engine cannot tell apart but that belong to several concepts, with those."""
    owners: dict[str, set[int]] = defaultdict(set)
    for title in range(snapshot.titles):
        owners[_tokens(snapshot.title_key[title])].add(snapshot.title_concept(title))
    return {form: sorted(concepts) for form, concepts in sorted(owners.items()) if len(concepts) > 1}


def _escape(text: str) -> str:
    return _ESCAPED.sub(
        lambda m: "\\" + m.group(0), text.replace("#", "\\#") if text.startswith("#") else text
    )


def _sets(snapshot: Snapshot, barred: dict[str, list[int]]) -> Iterator[list[str]]:
    """The forms of each concept that has more than one, the preferred title first where it is safe."""
    for concept in range(snapshot.concepts):
        forms: dict[str, str] = {}
        for title in snapshot.members(concept):
            key = snapshot.title_key[title]
            tokens = _tokens(key)
            if tokens and tokens not in barred:
                forms.setdefault(tokens, _escape(key))
        if len(forms) > 1:
            yield list(forms.values())


def _stream(snapshot: Snapshot, *, explicit: bool) -> Iterator[str]:
    barred = ambiguous(snapshot)
    kind = "explicit: others => preferred" if explicit else "equivalent"
    yield f"# Titleloom release {snapshot.number}, {kind}. Load behind a lower-casing filter.\n"
    for forms in _sets(snapshot, barred):
        yield (f"{', '.join(forms[1:])} => {forms[0]}\n" if explicit else f"{', '.join(forms)}\n")
    for form, concepts in barred.items():
        numbers = ", ".join(str(snapshot.concept_id(concept)) for concept in concepts)
        yield f'# left out, ambiguous: "{form}" is in concepts {numbers}\n'


def stream_equivalent(snapshot: Snapshot) -> Iterator[str]:
    """Lines of equivalent forms."""
    return _stream(snapshot, explicit=False)


def stream_explicit(snapshot: Snapshot) -> Iterator[str]:
    """Lines that map to the preferred title."""
    return _stream(snapshot, explicit=True)
