"""SSSOM (Simple Standard for Sharing Ontological Mappings) as TSV with its metadata in front.

Mappings are between titles, since those are what people judged. SSSOM reads "subject predicate object" as SKOS
does: ``skos:narrowMatch`` leads from a wider title to a narrower one, so "engineer is broader than software
engineer" is ``engineer skos:narrowMatch software engineer``. ``unrelated`` is ``Not skos:relatedMatch``.
"""

from __future__ import annotations

from collections.abc import Iterator

from kgraph.core.exports.rows import edge_rows
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
_SPACES = str.maketrans({"\t": " ", "\n": " ", "\r": " "})


def stream(snapshot: Snapshot) -> Iterator[str]:
    """The file line by line."""
    yield (
        "#curie_map:\n"
        '#  semapv: "https://w3id.org/semapv/vocab/"\n'
        '#  skos: "http://www.w3.org/2004/02/skos/core#"\n'
        '#  tl: "urn:titleloom:vocabulary:"\n'
        '#  title: "urn:titleloom:title:"\n'
        '#mapping_set_id: "urn:titleloom:mappings"\n'
        f'#mapping_set_version: "{snapshot.number}"\n'
        '#mapping_set_title: "Titleloom job titles"\n'
        '#license: "https://w3id.org/sssom/license/unspecified"\n'
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
