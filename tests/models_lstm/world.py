"""Judged pairs in the database: titles, people, and a ledger that says what the examples say."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from django.utils import timezone

from models_lstm.core.data import Example
from models_lstm.models import Dataset, ModelVersion, TrainingRun
from models_lstm.selectors.registry import version_get
from models_lstm.services.execution import run_execute
from models_lstm.services.runs import recipe_of, run_start
from taxonomy.core.relations import inverse
from taxonomy.models import Pair, Person, Task, Title
from taxonomy.services.decisions import Settlement, change_set_open, decisions_record_many
from taxonomy.services.pairs import pairs_ensure


def person(name: str, role: str) -> Person:
    """Somebody with this role."""
    found, _ = Person.objects.get_or_create(username=name, defaults={"role": role})
    return found


def titles(texts: Iterable[str], *, language: str = "en") -> dict[str, int]:
    """Titles with these texts; text -> id."""
    wanted = sorted(set(texts))
    Title.objects.bulk_create(
        [Title(text=t, key=t.casefold(), language=language, created_at=timezone.now()) for t in wanted],
        ignore_conflicts=True,
    )
    return dict(Title.objects.filter(text__in=wanted, language=language).values_list("text", "id"))


def settle(examples: Iterable[Example], *, settled_by: str = "review", by: Person | None = None) -> None:
    """Enter the examples into the ledger as one change set; nothing is merged."""
    rows = list(examples)
    number = titles(t for e in rows for t in (e.title_a, e.title_b))
    ends = [(number[e.title_a], number[e.title_b]) for e in rows]
    pairs = pairs_ensure(ends)
    settlements = []
    for e, (a, b) in zip(rows, ends, strict=True):
        relation = e.relation if a < b else inverse(e.relation)
        settlements.append(Settlement(pairs[min(a, b), max(a, b)], relation, settled_by, person=by))
    decisions_record_many(settlements, change_set=change_set_open(kind="test", made_by=by))


def answered(relations: list[str], *, by_lot: bool, settled_by: str = "consensus") -> None:
    """Tasks that people have answered, and what they said."""
    kind = "lot" if by_lot else "chosen"
    examples = [Example(f"{kind} a {n}", f"{kind} b {n}", relation) for n, relation in enumerate(relations)]
    settle(examples, settled_by=settled_by)
    number = titles(text for e in examples for text in (e.title_a, e.title_b))
    ends = [sorted((number[e.title_a], number[e.title_b])) for e in examples]
    for low, high in ends:
        pair = Pair.objects.get(title_a_id=low, title_b_id=high)
        now = timezone.now()
        Task.objects.create(
            pair=pair, state="settled", priority=0.5, reason="", wanted=1, answers=1, in_random_slice=by_lot,
            created_at=now, updated_at=now,
        )  # fmt: skip


def shuffled(examples: Iterable[Example], *, seed: int = 0) -> list[Example]:
    """The same pairs with each other's relations."""
    rows = list(examples)
    relations = [e.relation for e in rows]
    Random(seed).shuffle(relations)
    return [Example(e.title_a, e.title_b, r) for e, r in zip(rows, relations, strict=True)]


def trained(
    dataset: Dataset, *, seed: int = 1, recipe: str = 'base = "quick"'
) -> tuple[TrainingRun, ModelVersion]:
    """A finished run of the quick recipe in this process, and its version."""
    settings, _ = recipe_of(text=recipe)
    run = run_execute(run_start(dataset=dataset, recipe=settings, seed=seed).pk)
    assert run.state == "succeeded", run.error
    return run, version_get(run.model_version.version)
