from __future__ import annotations

from config.loop.gold import Gold, gold_of_concepts, gold_of_judgements, spelled


def esco_like() -> Gold:
    labels = [
        ("cook", "cook", "cook"), ("cook", "kitchen cook", "kitchen cook"), ("cook", "senior cook", "senior cook"),
        ("cook", "head of kitchen", "head of kitchen"), ("grill", "grill cook", "grill cook"),
        ("baker", "baker", "baker"), ("nurse", "nurse", "nurse"),
        ("cook", "helper", "helper"), ("nurse", "helper", "helper"),
    ]  # fmt: skip
    family = {"cook": "5120", "grill": "5120", "baker": "5120", "nurse": "2221"}
    return gold_of_concepts(labels, family=family, broader=[("cook", "grill")], near="related")


def test_labels_of_one_concept_are_synonyms_unless_a_level_word_hides_in_them() -> None:
    gold = esco_like()

    assert gold.relation("cook", "kitchen cook") == "synonym"
    assert gold.relation("senior cook", "cook") == "senior"
    assert gold.relation("cook", "senior cook") == "junior"
    assert gold.relation("cook", "head of kitchen") is None


def test_relations_between_concepts() -> None:
    gold = esco_like()

    assert gold.relation("kitchen cook", "grill cook") == "broader"
    assert gold.relation("grill cook", "cook") == "narrower"
    assert gold.relation("baker", "grill cook") == "related"
    assert gold.relation("baker", "nurse") == "unrelated"
    assert gold.relation("senior cook", "grill cook") is None
    assert gold.relation("senior cook", "nurse") == "unrelated"


def test_labels_of_two_concepts_are_left_out() -> None:
    gold = esco_like()

    assert "helper" not in gold.titles
    assert gold.left_out == 1


def test_two_spellings_of_one_title_under_two_concepts_are_uncertain() -> None:
    """The file says that they are different jobs, and nobody would believe it."""
    texts = ["dye house worker", "dye-house workers", "dye house worker (dyer)", "dye house driver"]
    labels = [(str(n), text, text) for n, text in enumerate(texts)]
    gold = gold_of_concepts(labels, family={}, broader=[], near="related")

    assert [gold.relation(texts[0], other) for other in texts[1:]] == [None, None, "unrelated"]
    assert spelled("(dyer)") == ("dyer",)


def test_positives_are_the_pairs_whose_relation_is_worth_finding() -> None:
    gold = esco_like()
    found = list(gold.positives())

    assert len(found) == len(set(found))
    assert all(a < b and gold.relation(a, b) == relation for a, b, relation in found)
    assert ("cook", "kitchen cook", "synonym") in found
    assert ("cook", "grill cook", "broader") in found
    assert not any(relation in {"related", "unrelated"} for *_, relation in found)


def test_stated_pairs_are_closed_under_the_algebra() -> None:
    titles = {key: key for key in ("commis", "line cook", "sous chef", "under chef", "nurse", "pilot")}
    stated = [
        ("line cook", "commis", "senior"),
        ("line cook", "sous chef", "junior"),
        ("sous chef", "under chef", "synonym"),
    ]
    gold = gold_of_judgements(
        stated, titles=titles, family=dict.fromkeys(("commis", "sous chef", "pilot"), "k"), near=None
    )

    assert gold.relation("under chef", "commis") == "senior"
    assert gold.relation("commis", "under chef") == "junior"
    assert gold.relation("commis", "pilot") is None
    assert gold.relation("nurse", "pilot") == "unrelated"
