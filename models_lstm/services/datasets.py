"""Freeze judged pairs into data sets that never change."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from models_lstm.core.data import (
    Example,
    Side,
    Split,
    concept_of_titles,
    content_hash,
    read_examples,
    split_by_component,
)
from models_lstm.core.label_weights import label_weight, rounded
from models_lstm.core.negatives import drawn_negatives
from models_lstm.core.steady_split import sides_of, split_steadily
from models_lstm.models import Dataset
from models_lstm.selectors.datasets import DENIED, TITLES, dataset_latest_of_decisions, dataset_split
from models_lstm.selectors.judgements import (
    NOT,
    Doubt,
    annotator_reliability,
    consensus_answers,
    contested_count,
    doubts,
    judgements_at,
    ledger_end,
    titles_sample,
)
from taxonomy.core.errors import BadInput, Refused
from taxonomy.models import Person
from taxonomy.services.artifacts import artifact_exists, artifact_store, artifact_workspace
from taxonomy.services.audit import audit_record

CSV_SHARE: Final = 0.1
"""Share of a file's pairs on the validation side, and on the test side."""
UNLABELLED_LIMIT: Final = 60_000
DEFAULT_SEED: Final = 1
SIDES: Final = ("train", "validation", "test")


class NothingToFreeze(Refused):
    """There is no settled pair yet."""

    code = "dataset.nothing_settled"
    exit_code = 2


class NameTaken(BadInput):
    """Another data set has that name already."""

    code = "dataset.name_taken"
    status = 409


def dataset_freeze(
    *, name: str = "", seed: int = DEFAULT_SEED, by: Person | None = None, dry_run: bool = False
) -> tuple[Dataset, bool]:
    """Freeze the ledger as it is now; the data set, and whether it is new.

    The same ledger, frozen again, is the same data set; under another name it is a second data set with the same content.
    Titles keep the side on which the last data set had them (`split_steadily`), so that models of different data
    sets stay comparable. With ``dry_run`` the row is returned unsaved.

    Raises:
        NothingToFreeze: no pair is settled.
        NameTaken: another data set has the name.
    """
    seq = ledger_end()
    judged = list(judgements_at(seq))
    if not judged:
        raise NothingToFreeze("No pair is settled yet; judge, import or review some pairs first.")
    reliability = {person: rounded(value) for person, value in annotator_reliability().items()}
    answers = consensus_answers(seq)
    examples = _with_groups(
        [
            Example(
                j.title_a,
                j.title_b,
                j.relation,
                label_weight(j.settled_by, j.relation, answers.get(j.pair_id, ()), reliability),
            )
            for j in judged
        ]
    )
    doubtful = list(doubts())
    denied = [Example(d.title_a, d.title_b, d.mark.removeprefix(NOT)) for d in doubtful if d.mark != "unsure"]
    judged_hash = f"{seed}-{content_hash(examples)}" + (f"-{content_hash(denied)}" if denied else "")
    former = dataset_latest_of_decisions()
    if former and former.facts.get("judged_hash") == judged_hash:
        if name in ("", former.name):
            return former, False
        if artifact_exists(former.artifact):
            return _dataset_again(former, name=name, by=by, dry_run=dry_run)
    kept = sides_of(dataset_split(former)) if former and artifact_exists(former.artifact) else {}
    split = split_steadily(examples, kept, seed=seed)
    split = replace(split, denied=_teachable(denied, split, kept))
    facts = {
        "judged": len(judged),
        "judged_hash": judged_hash,
        "unsure": sum(d.mark == "unsure" for d in doubtful),
        "rejected": len(denied),
        "denied": len(split.denied),
        "contested": contested_count(seq),
        "reliability": {str(person): value for person, value in sorted(reliability.items())},
    }
    titles = _unlabelled(split, titles_sample(UNLABELLED_LIMIT, seed=seed))
    return _freeze(
        split,
        titles,
        source=Dataset.Source.DECISIONS,
        name=name,
        default_name=f"ledger-{seq}",
        seq=seq,
        seed=seed,
        facts=facts,
        doubtful=doubtful,
        by=by,
        dry_run=dry_run,
    )


def dataset_from_csv(
    *,
    train: Path,
    validation: Path | None = None,
    name: str = "",
    seed: int = DEFAULT_SEED,
    by: Person | None = None,
    dry_run: bool = False,
) -> tuple[Dataset, bool]:
    """A data set of CSV files; without ``validation`` the first file is split by concept component.

    Raises:
        BadRow: a row cannot be read.
        NothingToFreeze: the file has no row.
        NameTaken: another data set has the name.
    """
    split = split_of_csv(train=train, validation=validation, seed=seed)
    digest = content_hash((*split.train, *split.validation, *split.test))
    return _freeze(
        split,
        [],
        source=Dataset.Source.CSV,
        name=name,
        default_name=f"{train.stem[:60]}-{digest[:8]}",
        seq=None,
        seed=seed,
        facts={"file": train.name, **({"validation_file": validation.name} if validation else {})},
        doubtful=[],
        by=by,
        dry_run=dry_run,
    )


def split_of_csv(*, train: Path, validation: Path | None, seed: int, test: float = CSV_SHARE) -> Split:
    """The split of one file, or of two that are divided already (then there is no test side).

    Args:
        test: share of the pairs to keep for testing, when there is one file.

    Raises:
        BadRow: a row cannot be read.
        BadInput: a file is not there.
        NothingToFreeze: the file has no row.
    """
    for path in (train, validation):
        if path is not None and not path.is_file():
            raise BadInput(f"{path} is not a file.")
    examples = list(read_examples(train))
    if not examples:
        raise NothingToFreeze(f"{train.name} has no row below its header.")
    if not any(e.group for e in examples):
        examples = _with_groups(examples)
    if validation is None:
        return split_by_component(examples, seed=seed, validation=CSV_SHARE, test=test)
    return Split(tuple(examples), tuple(read_examples(validation)), ())


def _teachable(denied: Sequence[Example], split: Split, kept: Mapping[str, Side]) -> tuple[Example, ...]:
    """The rejected suggestions of which no title is, or was, on a side that is not for training."""
    hidden = _titles_of((*split.validation, *split.test))
    hidden |= {title for title, side in kept.items() if side != "train"}
    return tuple(e for e in denied if e.title_a not in hidden and e.title_b not in hidden)


def _with_groups(examples: Sequence[Example]) -> list[Example]:
    """The examples with the concept of their first title as group, which evaluation resamples whole."""
    concept = concept_of_titles(examples)
    return [Example(e.title_a, e.title_b, e.relation, e.weight, f"c{concept[e.title_a]}") for e in examples]


def _unlabelled(split: Split, titles: Iterable[str]) -> list[str]:
    """Titles for learning without labels; what is tested stays unseen even as bare text."""
    hidden = {t for e in (*split.validation, *split.test) for t in (e.title_a, e.title_b)}
    return sorted({t for t in titles if t not in hidden and "\n" not in t})


def _freeze(
    split: Split,
    titles: list[str],
    *,
    source: Dataset.Source,
    name: str,
    default_name: str,
    seq: int | None,
    seed: int,
    facts: dict[str, Any],
    doubtful: list[Doubt],
    by: Person | None,
    dry_run: bool,
) -> tuple[Dataset, bool]:
    train, validation = split.train, split.validation
    if source == Dataset.Source.DECISIONS:  # a file is taken at its word
        train = (*train, *drawn_negatives(train, seed=seed))
        validation = (*validation, *drawn_negatives(validation, seed=seed + 1))
    whole = replace(split, train=train, validation=validation)
    drawn = len(train) + len(validation) - len(split.train) - len(split.validation)
    both = _titles_of(train) & (_titles_of(validation) | _titles_of(split.test))
    facts = facts | {
        "dropped": split.dropped,
        "drawn": drawn,
        "titles": len(titles),
        "on_two_sides": len(both),
    }
    row = Dataset(
        name=name,
        source=source,
        content_hash=_hash(whole, titles, seed),
        ledger_seq=seq,
        seed=seed,
        train_count=len(train),
        validation_count=len(validation),
        test_count=len(split.test),
        counts={side: dict(Counter(e.relation for e in getattr(whole, side))) for side in SIDES},
        facts=facts,
        created_by=by,
        created_at=timezone.now(),
    )
    if dry_run:
        row.name = name or default_name
        return row, True
    return _dataset_store(
        row, lambda new: _store_files(new, whole, titles, doubtful), default_name=default_name
    )


def _dataset_again(former: Dataset, *, name: str, by: Person | None, dry_run: bool) -> tuple[Dataset, bool]:
    """``former`` under another name.

    Split anew, it would not be quite the same: pairs that lay between two sides left no trace in it, and their titles
    could go elsewhere now.
    """
    row = Dataset(
        name=name,
        source=former.source,
        content_hash=former.content_hash,
        ledger_seq=former.ledger_seq,
        seed=former.seed,
        train_count=former.train_count,
        validation_count=former.validation_count,
        test_count=former.test_count,
        counts=former.counts,
        facts=former.facts,
        created_by=by,
        created_at=timezone.now(),
    )
    return (row, True) if dry_run else _dataset_store(row, lambda _: former.artifact, default_name=name)


def _titles_of(examples: Iterable[Example]) -> set[str]:
    return {t for e in examples for t in (e.title_a, e.title_b)}


def _hash(split: Split, titles: list[str], seed: int) -> str:
    digest = hashlib.sha256(str(seed).encode())
    for side in SIDES:
        digest.update(content_hash(getattr(split, side)).encode())
    digest.update("\x1e".join(titles).encode())
    if split.denied:
        digest.update(content_hash(split.denied).encode())
    return digest.hexdigest()


@transaction.atomic
def _dataset_store(
    row: Dataset, files: Callable[[Dataset], str], *, default_name: str
) -> tuple[Dataset, bool]:
    """Save the row with the artifact that ``files`` makes of it, unless there is one of that content and name."""
    with connection.cursor() as cursor:  # one freeze at a time, so that names and contents stay unique
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('models_lstm.dataset'))")
    same = Dataset.objects.filter(content_hash=row.content_hash, source=row.source)
    if (found := same.filter(**({"name": row.name} if row.name else {})).first()) is not None:
        return found, False
    if row.name and Dataset.objects.filter(name=row.name).exists():
        raise NameTaken(f"Another data set is called '{row.name}' already.", field="name")
    row.name = row.name or _free_name(default_name)
    row.artifact = files(row)
    row.save()
    audit_record(
        actor=row.created_by,
        action="dataset.freeze",
        obj_type="dataset",
        obj_id=row.pk,
        data={"name": row.name, "content_hash": row.content_hash, "ledger_seq": row.ledger_seq},
    )
    return row, True


def _free_name(wanted: str) -> str:
    name, number = wanted, 1
    while Dataset.objects.filter(name=name).exists():
        number += 1
        name = f"{wanted}-{number}"
    return name


def _store_files(row: Dataset, split: Split, titles: list[str], doubtful: list[Doubt]) -> str:
    folder = artifact_workspace()
    try:
        for side in (*SIDES, DENIED):
            _write_csv(
                folder / f"{side}.csv",
                ("title_a", "title_b", "relation", "weight", "group"),
                ((e.title_a, e.title_b, e.relation, repr(e.weight), e.group) for e in getattr(split, side)),
            )
        _write_csv(folder / "doubts.csv", ("title_a", "title_b", "mark"), doubtful)
        (folder / TITLES).write_text("".join(f"{t}\n" for t in titles), encoding="utf-8")
        facts = {
            "content_hash": row.content_hash,
            "ledger_seq": row.ledger_seq,
            "seed": row.seed,
            "counts": row.counts,
            "facts": row.facts,
        }
        (folder / "dataset.json").write_text(json.dumps(facts, indent=1, sort_keys=True), encoding="utf-8")
        return artifact_store("dataset", folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
