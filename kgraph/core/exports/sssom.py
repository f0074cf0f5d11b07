"""SSSOM (Simple Standard for Sharing Ontological Mappings) as TSV with its metadata in front.

Mappings are between titles, since those are what people judged. SSSOM reads "subject predicate object" as SKOS
does: ``skos:narrowMatch`` leads from a wider title to a narrower one, so "engineer is broader than software
engineer" is ``engineer skos:narrowMatch software engineer``. ``unrelated`` is ``Not skos:relatedMatch``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from kgraph.core.exports.reading import GraphFile, GraphFileWrong, Member, title_row
from kgraph.core.exports.rows import edge_rows
from kgraph.core.snapshot.content import ConceptRow, EdgeRow, SnapshotContent
from kgraph.core.snapshot.reader import Snapshot

COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "other",
)
PREDICATE = {
    "synonym": ("skos:exactMatch", ""),
    "broader": ("skos:narrowMatch", ""),
    "senior": ("tl:seniorTo", ""),
    "related": ("skos:relatedMatch", ""),
    "unrelated": ("skos:relatedMatch", "Not"),
}
JUSTIFICATION = {
    "import": "semapv:UnspecifiedMatching",
    "rule": "semapv:LexicalMatching",
    "automatic": "semapv:SemanticSimilarityThresholdMatching",
    "consensus": "semapv:ManualMappingCuration",
    "review": "semapv:MappingReview",
    "adjudication": "semapv:ManualMappingCuration",
}
UNSPECIFIED = "https://w3id.org/sssom/license/unspecified"
_SPACES = str.maketrans({"\t": " ", "\n": " ", "\r": " "})


def stream(snapshot: Snapshot, licence: str = UNSPECIFIED) -> Iterator[str]:
    """The file line by line.

    Args:
        licence: address of the licence under which the mappings are given away.
    """
    yield (
        "#curie_map:\n"
        '#  semapv: "https://w3id.org/semapv/vocab/"\n'
        '#  skos: "http://www.w3.org/2004/02/skos/core#"\n'
        '#  tl: "urn:titleloom:vocabulary:"\n'
        '#  title: "urn:titleloom:title:"\n'
        '#  urn: "urn:"\n'
        '#mapping_set_id: "urn:titleloom:mappings"\n'
        f'#mapping_set_version: "{snapshot.number}"\n'
        '#mapping_set_title: "Titleloom job titles"\n'
        f'#license: "{licence}"\n'
    )
    yield "\t".join(COLUMNS) + "\n"
    for edge in edge_rows(snapshot):
        predicate, modifier = PREDICATE[edge.relation]
        row = (
            f"title:{snapshot.title_id(edge.subject)}",
            snapshot.title_text[edge.subject],
            predicate,
            modifier,
            f"title:{snapshot.title_id(edge.object)}",
            snapshot.title_text[edge.object],
            JUSTIFICATION.get(edge.settled_by, "semapv:UnspecifiedMatching"),
            f"edge:{edge.id}|first_release:{edge.first_release}|decision:{edge.decision}",
        )
        yield "\t".join(value.translate(_SPACES) for value in row) + "\n"


_RELATION = {told: relation for relation, told in PREDICATE.items()}
_SETTLED_BY = {told: settled_by for settled_by, told in JUSTIFICATION.items()}


def read(text: Iterable[str]) -> GraphFile:
    """The graph in such a file: its concepts are the titles that exact matches join, named by the oldest of them.

    Raises:
        GraphFileWrong: a column or value that `stream` would not write; says in which line.
    """
    release, table, head = 0, list[str](), 0
    for line in text:
        if line.startswith("#") and not table:
            head += 1
            if line.startswith("#mapping_set_version:"):
                number = line.partition(":")[2].strip().strip('"')
                release = int(number) if number.isdigit() else 0
        else:
            table.append(line)
    rows = csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
    missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
    if missing:
        raise GraphFileWrong(f"The table has no column {', '.join(missing)}.")
    texts: dict[int, str] = {}
    edges: list[EdgeRow] = []
    for row in rows:
        try:
            edges.append(_edge(row, texts))
        except (KeyError, ValueError, AttributeError) as error:
            raise GraphFileWrong(f"Line {head + rows.line_num} cannot be read: {error!r}.") from error
    concept_of = _joined(texts, edges)
    concepts = [ConceptRow(number, number) for number in sorted(set(concept_of.values()))]
    titles = [title_row(Member(title, texts[title], "en", 1), concept_of[title]) for title in texts]
    return GraphFile(SnapshotContent.from_rows(concepts, titles, edges), release)


def _edge(row: dict[str, str], texts: dict[int, str]) -> EdgeRow:
    ends = []
    for side in ("subject", "object"):
        prefix, _, number = row[f"{side}_id"].partition(":")
        if prefix != "title":
            raise ValueError(f"{row[f'{side}_id']} is not a title of a release")
        ends.append(int(number))
        texts[ends[-1]] = row[f"{side}_label"]
    other = dict(part.split(":", 1) for part in row["other"].split("|"))
    return EdgeRow(
        int(other["edge"]),
        _RELATION[row["predicate_id"], row["predicate_modifier"]],
        ends[0],
        ends[1],
        int(other["decision"]),
        int(other["first_release"]),
        _SETTLED_BY[row["mapping_justification"]],
    )


def _joined(titles: Iterable[int], edges: Iterable[EdgeRow]) -> dict[int, int]:
    """For each title the smallest of those that synonym edges join with it."""
    above = {title: title for title in titles}

    def top(title: int) -> int:
        while above[title] != title:
            above[title] = title = above[above[title]]
        return title

    for edge in edges:
        if edge.relation == "synonym":
            low, high = sorted((top(edge.subject_title), top(edge.object_title)))
            above[high] = low
    return {title: top(title) for title in above}
