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
from dataclasses import dataclass, field

from kgraph.core.snapshot.reader import Snapshot
from taxonomy.core.errors import BadInput
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


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a search engine takes.

    Attributes:
        terms: most forms of one rule. Lucene refuses a query of more than 1,024 clauses, and a rule becomes one each.
            A longer rule is split: every part keeps the preferred title, and the report says so.
        rules: most rules of one file; what is beyond it follows in further slices. (Elasticsearch's synonyms
            interface takes 10,000 rules a set; files have no limit of their own.)
        slice: which of those slices to write, from 1.
    """

    terms: int = 1_000
    rules: int = 1_000_000
    slice: int = 1


class LimitsWrong(BadInput):
    """Limits that no file can keep, or a slice that there is not."""

    code = "export.limits_wrong"


def limits_asked(terms: int | None, rules: int | None, slice_: int | None) -> Limits | None:
    """The limits that somebody named, the others as stated; None when nothing was named."""
    named = {"terms": terms, "rules": rules, "slice": slice_}
    asked = {name: value for name, value in named.items() if value is not None}
    return Limits(**asked) if asked else None


def limits_checked(snapshot: Snapshot, limits: Limits) -> Limits:
    """The same limits.

    Raises:
        LimitsWrong
    """
    if limits.terms < 2 or limits.rules < 1:
        raise LimitsWrong("A rule has 2 terms or more, a file 1 rule or more.", field="max_terms")
    slices = _slices(sum(1 for _ in _rules(snapshot, _Report(ambiguous(snapshot)), limits)), limits)
    if not 1 <= limits.slice <= slices:
        raise LimitsWrong(f"There are {slices} slices of {limits.rules:,} rules.", field="slice")
    return limits


@dataclass
class _Report:
    """What was not written as it is, for the comments at the end."""

    barred: dict[str, list[int]]
    ranked: list[tuple[int, str, str]] = field(default_factory=list)
    split: list[tuple[str, int, int]] = field(default_factory=list)


def _slices(rules: int, limits: Limits) -> int:
    return max(1, -(-rules // limits.rules))


def _rules(snapshot: Snapshot, report: _Report, limits: Limits) -> Iterator[list[str]]:
    """The forms of each rule, none longer than the limit."""
    for forms in _sets(snapshot, report.barred, report.ranked):
        if len(forms) <= limits.terms:
            yield forms
            continue
        step = limits.terms - 1
        parts = [[forms[0], *forms[start : start + step]] for start in range(1, len(forms), step)]
        report.split.append((forms[0], len(forms), len(parts)))
        yield from parts


def _stream(snapshot: Snapshot, limits: Limits, *, explicit: bool) -> Iterator[str]:
    report = _Report(ambiguous(snapshot))
    first = (limits.slice - 1) * limits.rules
    kind = "explicit: others => preferred" if explicit else "equivalent"
    yield f"# Titleloom release {snapshot.number}, {kind}. Load behind a lower-casing filter.\n"
    rules = 0
    for forms in _rules(snapshot, report, limits):
        if first <= rules < first + limits.rules:
            yield (f"{', '.join(forms[1:])} => {forms[0]}\n" if explicit else f"{', '.join(forms)}\n")
        rules += 1
    slices = _slices(rules, limits)
    if slices > 1:
        yield f"# slice {limits.slice} of {slices}: {rules:,} rules, {limits.rules:,} to a file\n"
    yield from _told(snapshot, report)


def _told(snapshot: Snapshot, report: _Report) -> Iterator[str]:
    for preferred, forms, parts in report.split:
        yield (
            f'# split: the {forms:,} forms of "{preferred}" stand in {parts} rules, which share only the preferred one\n'
        )
    for form, concepts in report.barred.items():
        numbers = ", ".join(str(snapshot.concept_id(concept)) for concept in concepts)
        yield f'# left out, ambiguous: "{form}" is in concepts {numbers}\n'
    for concept, key, preferred in report.ranked:
        number = snapshot.concept_id(concept)
        yield f'# left out, of another rank: "{key}" stands beside "{preferred}" in concept {number}\n'


def stream_equivalent(snapshot: Snapshot, limits: Limits = Limits()) -> Iterator[str]:
    """Lines of equivalent forms."""
    return _stream(snapshot, limits, explicit=False)


def stream_explicit(snapshot: Snapshot, limits: Limits = Limits()) -> Iterator[str]:
    """Lines that map to the preferred title."""
    return _stream(snapshot, limits, explicit=True)
