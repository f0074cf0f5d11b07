"""An uploaded vocabulary makes the server fetch nothing and grows no further than itself."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from taxonomy.core.readers import FileRefused, Notices, RawTitle, skos

SKOS = "http://www.w3.org/2004/02/skos/core#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def labels(path: Path) -> list[str]:
    """The labels that are read."""
    return [row.raw for row in skos.read_titles(path, Notices(), language="en") if isinstance(row, RawTitle)]


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a connection here fails the test."""

    def refuse(*args: object) -> None:
        pytest.fail("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.parametrize(
    "document",
    [
        '{"@context": "http://127.0.0.1:9/c.jsonld", "@id": "urn:a", "prefLabel": "nurse"}',
        '[{"@context": [{}, "http://169.254.169.254/"], "@id": "urn:a"}]',
        '{"@context": {"@import": "http://127.0.0.1:9/"}, "@id": "urn:a"}',
        '{"@context": {"broader": {"@id": "urn:b", "@context": "file:///etc/passwd"}}}',
    ],
)
def test_a_context_by_address_is_refused(tmp_path: Path, document: str) -> None:
    path = tmp_path / "v.jsonld"
    path.write_text(document)

    with pytest.raises(FileRefused, match="nothing is fetched"):
        labels(path)


def rdf_file(folder: Path, entities: str, label: str) -> Path:
    path = folder / "v.rdf"
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE r [{entities}]><rdf:RDF xmlns:rdf="{RDF}" xmlns:skos="{SKOS}">'
        f'<skos:Concept rdf:about="urn:a"><skos:prefLabel>{label}</skos:prefLabel></skos:Concept></rdf:RDF>'
    )
    return path


@pytest.mark.parametrize(
    "entities",
    [
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">',
        '<!ENTITY b SYSTEM "file:///etc/passwd">',
        '<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;',
        f'<!ENTITY b "{"a" * 5_000}">',
    ],
)
def test_entities_that_reach_out_or_grow_are_refused(tmp_path: Path, entities: str) -> None:
    with pytest.raises(FileRefused, match="the entity"):
        labels(rdf_file(tmp_path, entities, "nurse"))


def test_short_entities_are_read_as_ontologies_use_them(tmp_path: Path) -> None:
    assert labels(rdf_file(tmp_path, '<!ENTITY staff "charge">', "&staff; nurse")) == ["charge nurse"]


def test_two_preferred_labels_in_a_language_are_noticed(tmp_path: Path) -> None:
    path, notices = tmp_path / "v.ttl", Notices()
    path.write_text(
        f'@prefix skos: <{SKOS}> . <urn:a> skos:prefLabel "nurse"@en, "matron"@en ; skos:altLabel "nurse"@en .'
    )
    list(skos.read_titles(path, notices, language="en"))

    assert notices.counts == {"skos.two_preferred": 1, "skos.label_twice": 1}
