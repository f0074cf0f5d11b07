"""Synonym files for Solr, Elasticsearch and OpenSearch (the Solr format, which all three read).

``equivalent``: ``a, b, c`` each find all. ``explicit``: ``b, c => a`` writes the preferred title in the place of the
others. A search engine cuts texts into words before it looks up synonyms, so that "C developer" and "C++ developer"
may become one; what would then mean two concepts is *ambiguous*: it is left out, and reported in comments at the
end. Titles that differ in nothing but rank are never in one line: where a wrong edge has put "senior chef" into the
concept "chef", the words decide (`taxonomy.core.levels.label_relation`), and that is reported too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from kgraph.core.snapshot.reader import Snapshot
from taxonomy.core.levels import label_relation

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


def _sets(
    snapshot: Snapshot, barred: dict[str, list[int]], ranked: list[tuple[int, str, str]]
) -> Iterator[list[str]]:
    """The forms of each concept that has more than one, the preferred title first where it is safe.

    Args:
        ranked: gathers what is left out for its rank: concept, title, and the title beside which it stands.
    """
    for concept in range(snapshot.concepts):
        forms: dict[str, str] = {}
        preferred = snapshot.title_key[snapshot.preferred(concept)]
        for title in snapshot.members(concept):
            key = snapshot.title_key[title]
            tokens = _tokens(key)
            if not tokens or tokens in barred:
                continue
            if label_relation(key, preferred) in ("senior", "junior"):
                ranked.append((concept, key, preferred))
            else:
                forms.setdefault(tokens, _escape(key))
        if len(forms) > 1:
            yield list(forms.values())


def _stream(snapshot: Snapshot, *, explicit: bool) -> Iterator[str]:
    barred, ranked = ambiguous(snapshot), list[tuple[int, str, str]]()
    kind = "explicit: others => preferred" if explicit else "equivalent"
    yield f"# Titleloom release {snapshot.number}, {kind}. Load behind a lower-casing filter.\n"
    for forms in _sets(snapshot, barred, ranked):
        yield (f"{', '.join(forms[1:])} => {forms[0]}\n" if explicit else f"{', '.join(forms)}\n")
    for form, concepts in barred.items():
        numbers = ", ".join(str(snapshot.concept_id(concept)) for concept in concepts)
        yield f'# left out, ambiguous: "{form}" is in concepts {numbers}\n'
    for concept, key, preferred in ranked:
        number = snapshot.concept_id(concept)
        yield f'# left out, of another rank: "{key}" stands beside "{preferred}" in concept {number}\n'


def stream_equivalent(snapshot: Snapshot) -> Iterator[str]:
    """Lines of equivalent forms."""
    return _stream(snapshot, explicit=False)


def stream_explicit(snapshot: Snapshot) -> Iterator[str]:
    """Lines that map to the preferred title."""
    return _stream(snapshot, explicit=True)
