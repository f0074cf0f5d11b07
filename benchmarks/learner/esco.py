"""ESCO occupations as the benchmarks need them: concepts with their titles, unit groups, broader edges."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from models_lstm.core.tokens import clean_title


@dataclass(frozen=True, slots=True)
class Occupation:
    """One ESCO occupation: preferred title first, then its other titles, each once; ``unit`` is the ISCO unit group."""

    uri: str
    unit: str
    titles: tuple[str, ...]


def read_occupations(folder: Path, language: str = "en") -> list[Occupation]:
    """Occupations of ``occupations_en.csv`` (or of another language's file), in the order of the file; titles cleaned
    and in lower case."""
    csv.field_size_limit(10**7)
    with (folder / f"occupations_{language}.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Occupation(row["conceptUri"], row["iscoGroup"], _titles(row["preferredLabel"], row["altLabels"]))
        for row in rows
        if row["preferredLabel"]
    ]


def _titles(preferred: str, others: str) -> tuple[str, ...]:
    cleaned = (clean_title(t).casefold() for t in (preferred, *others.split("\n")))
    return tuple(dict.fromkeys(t for t in cleaned if t))


def read_broader(folder: Path) -> list[tuple[str, str]]:
    """(narrower uri, broader uri) between occupations; empty when the file is not there."""
    path = folder / "broaderRelationsOccPillar.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            (row["conceptUri"], row["broaderUri"])
            for row in csv.DictReader(file)
            if row["conceptType"] == row["broaderType"] == "Occupation"
        ]
