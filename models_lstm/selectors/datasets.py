"""Reading data sets: their rows in the database and their examples in the store."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from models_lstm.core.data import Split, read_examples
from models_lstm.models import Dataset
from taxonomy.core.errors import NotFound
from taxonomy.services.artifacts import artifact_local_path

TITLES = "titles.txt"
DENIED = "denied"
"""Name of the file of rejected suggestions that are taught; data sets from before there were any have none."""


def datasets_all() -> QuerySet[Dataset]:
    """All data sets."""
    return Dataset.objects.select_related("created_by")


def dataset_get(name: str) -> Dataset:
    """The data set of that name or number.

    Raises:
        NotFound: there is none.
    """
    found = datasets_all().filter(name=name).first()
    if found is None and name.isdecimal() and len(name) < 19:
        found = datasets_all().filter(pk=int(name)).first()
    if found is None:
        raise NotFound(f"There is no data set '{name}'.", field="dataset")
    return found


def dataset_latest_of_decisions() -> Dataset | None:
    """The youngest data set that was frozen from the ledger."""
    return Dataset.objects.filter(source=Dataset.Source.DECISIONS).order_by("-pk").first()


def dataset_split(dataset: Dataset) -> Split:
    """The examples on their three sides (raises ArtifactMissing when the store has lost them)."""
    folder = artifact_local_path(dataset.artifact)
    train, validation, test = (
        tuple(read_examples(folder / f"{side}.csv")) for side in ("train", "validation", "test")
    )
    refused = folder / f"{DENIED}.csv"
    denied = tuple(read_examples(refused)) if refused.exists() else ()
    return Split(train, validation, test, int(dataset.facts.get("dropped", 0)), denied)


def dataset_titles(dataset: Dataset) -> list[str]:
    """Titles without labels that belong to the data set."""
    path = artifact_local_path(dataset.artifact) / TITLES
    return path.read_text(encoding="utf-8").split("\n")[:-1] if path.exists() else []


def dataset_row(dataset: Dataset) -> dict[str, Any]:
    """A data set for the API and for commands."""
    return {
        "id": dataset.pk,
        "name": dataset.name,
        "source": dataset.source,
        "content_hash": dataset.content_hash,
        "ledger_seq": dataset.ledger_seq,
        "seed": dataset.seed,
        "train": dataset.train_count,
        "validation": dataset.validation_count,
        "test": dataset.test_count,
        "counts": dataset.counts,
        "facts": dataset.facts,
        "created_by": dataset.created_by.username if dataset.created_by else None,
        "created_at": dataset.created_at,
    }
