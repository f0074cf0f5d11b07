"""Vectors of titles beside a snapshot: written, opened, searched; and what they must not change."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from kgraph.core.snapshot import Learner, Snapshot, SnapshotDamaged, build_snapshot
from kgraph.core.snapshot.layout import DATA
from kgraph.core.snapshot.learned import FOLDER, PROBES, Learned, Quantised, known_vectors
from tests.kgraph.encoders import Senses
from tests.kgraph.graphs import Drawing, kitchen


def built(drawing: Drawing, folder: Path, encoder: Senses, **more: object) -> Snapshot:
    folder.mkdir()
    learner = Learner(encoder, "v1", "model/one", **more)  # type: ignore[arg-type]
    build_snapshot(drawing.content(), folder, number=1, learner=learner)
    return Snapshot(folder, {"model/one": encoder}.get)


def learned_of(snapshot: Snapshot) -> Learned:
    assert snapshot.learned is not None
    return snapshot.learned


def many(count: int) -> Drawing:
    """Titles of three words out of a hundred, one concept each."""
    drawing, random = Drawing(), np.random.default_rng(5)
    seen: set[str] = set()
    while len(seen) < count:
        seen.add(" ".join(f"word{n}" for n in random.integers(0, 100, 3)))
    for title in sorted(seen):
        drawing.concept(title)
    return drawing


def test_vectors_come_back_as_they_were_read(tmp_path: Path) -> None:
    encoder = Senses()
    graph = built(kitchen(), tmp_path / "a", encoder)
    learned = learned_of(graph)
    titles = np.arange(graph.titles)
    full = encoder.vectors([graph.title_text[int(t)] for t in titles])
    kept = learned.vectors(titles)
    assert np.abs(kept - full).max() < 0.004
    assert np.abs(np.einsum("ij,ij->i", kept, full) - 1.0).max() < 0.005
    line_cook = graph.title_concept(graph.lookup.titles("line cook")[0])
    middle = full[graph.members(line_cook)].sum(axis=0)
    assert learned.middles(np.array([line_cook]))[0] @ middle / np.linalg.norm(middle) > 0.99
    assert (learned.name, learned.artifact) == ("v1", "model/one")


def test_the_graph_and_its_hash_are_the_same_with_and_without(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    without = build_snapshot(kitchen().content(), tmp_path / "plain", number=1)
    graph = built(kitchen(), tmp_path / "a", Senses())
    assert graph.meta.content_hash == without.content_hash
    assert (tmp_path / "a" / DATA).read_bytes() == (tmp_path / "plain" / DATA).read_bytes()
    built(kitchen(), tmp_path / "b", Senses())
    for file in (tmp_path / "a" / FOLDER).iterdir():
        assert file.read_bytes() == (tmp_path / "b" / FOLDER / file.name).read_bytes()


def test_a_folder_without_vectors_opens_as_before(tmp_path: Path) -> None:
    graph = kitchen().snapshot(tmp_path / "old")
    assert not (tmp_path / "old" / FOLDER).exists()
    assert graph.learned is None
    assert Snapshot(tmp_path / "old", {"model/one": Senses()}.get).learned is None


def test_a_snapshot_whose_encoder_is_gone_answers_without(tmp_path: Path) -> None:
    built(kitchen(), tmp_path / "a", Senses())
    assert Snapshot(tmp_path / "a", lambda artifact: None).learned is None
    assert Snapshot(tmp_path / "a").learned is None


def test_known_titles_are_not_read_again(tmp_path: Path) -> None:
    encoder = Senses()
    first = built(kitchen(), tmp_path / "a", encoder)
    encoder.read.clear()
    grown = kitchen()
    grown.concept("Sushi Chef", "Itamae")
    known = known_vectors([first.title_text[t] for t in range(first.titles)], learned_of(first))
    second = built(grown, tmp_path / "b", encoder, known=known)
    assert encoder.read == ["Sushi Chef", "Itamae"]
    for title in range(first.titles):
        again = second.lookup.titles(first.title_key[title])[0]
        mine, theirs = (learned_of(g).vectors(np.array([t])) for g, t in ((first, title), (second, again)))
        assert (mine == theirs).all()


def test_search_in_clusters_finds_what_reading_all_finds(tmp_path: Path) -> None:
    encoder = Senses()
    graph = built(many(5000), tmp_path / "a", encoder)
    learned = learned_of(graph)
    asked = encoder.vectors([f"word{n} word{n + 1}" for n in range(0, 90, 3)])
    found, cosine = learned.nearest(asked, 10)
    all_vectors = learned.vectors(np.arange(graph.titles))
    exact = asked @ all_vectors.T
    assert len(learned._centres) > PROBES
    for row in range(len(asked)):
        assert np.allclose(cosine[row], exact[row, found[row]], atol=1e-5)
        assert len(set(found[row].tolist())) == 10
    best = np.argsort(-exact, axis=1)[:, :10]
    share = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(best.tolist(), found.tolist(), strict=True)])
    assert share > 0.9
    one, _ = learned.nearest(asked[4:5], 10)
    assert set(one[0].tolist()) == set(found[4].tolist())


def test_fewer_titles_than_wanted(tmp_path: Path) -> None:
    graph = built(kitchen(), tmp_path / "a", Senses())
    found, cosine = learned_of(graph).nearest(Senses().vectors(["line cook"]), 50)
    there = found[0] >= 0
    assert int(there.sum()) == graph.titles
    assert np.isneginf(cosine[0, ~there]).all()


def test_damage_is_noticed(tmp_path: Path) -> None:
    graph = built(kitchen(), tmp_path / "a", Senses())
    assert graph.damage() == []
    file = tmp_path / "a" / FOLDER / DATA
    meta = json.loads((tmp_path / "a" / FOLDER / "meta.json").read_text())
    data = bytearray(file.read_bytes())
    data[meta["arrays"]["scale"]["offset"]] ^= 1
    file.write_bytes(data)
    assert Snapshot(tmp_path / "a", {"model/one": Senses()}.get).damage() == [f"{FOLDER}/scale"]
    file.write_bytes(data[:-1])
    with pytest.raises(SnapshotDamaged):
        _ = Snapshot(tmp_path / "a", {"model/one": Senses()}.get).learned
    shutil.rmtree(tmp_path / "a" / FOLDER)
    assert Snapshot(tmp_path / "a", {"model/one": Senses()}.get).learned is None


def test_words_are_held_against_those_of_groups_of_titles(tmp_path: Path) -> None:
    encoder = Senses(patissier="pastry")
    snapshot = built(kitchen(), tmp_path / "a", encoder)
    learned = learned_of(snapshot)
    vectors, rows = encoder.words(["patissier cook", "zither"])
    titles = np.arange(snapshot.titles)
    groups = np.array([3, 0, 2, snapshot.titles - 5])
    bounds = np.cumsum([0, *groups])
    for title in range(2):
        own = vectors[rows[title][rows[title] >= 0]]
        met = learned.words_met(own, titles, groups)
        for place in range(len(groups)):
            texts = [snapshot.title_text[t] for t in range(bounds[place], bounds[place + 1])]
            theirs, _ = encoder.words(texts)
            wanted = (own @ theirs.T).max(axis=1).clip(min=0.0) if texts else np.zeros(len(own))
            assert met[:, place] == pytest.approx(wanted, abs=0.02)  # 8 bits


def test_quantised_zeros_stay_zeros() -> None:
    vectors = np.zeros((2, 4), dtype=np.float32)
    vectors[1] = [0.5, -0.5, 0.1, 0.0]
    kept = Quantised.of(vectors).full(slice(0, 2))
    assert (kept[0] == 0).all()
    assert np.abs(kept - vectors).max() < 0.003
    assert Quantised.of(np.zeros((0, 4), dtype=np.float32)).numbers.shape == (0, 4)
