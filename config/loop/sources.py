"""The golds that ``run_loop`` offers, each read from its files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from config.loop.gold import Gold, gold_of_concepts, gold_of_judgements
from taxonomy.core.errors import BadInput
from taxonomy.core.normalisation import Normal, TitleRefused, normalise
from taxonomy.core.readers import BadRow, FileRefused, Notices, RawTitle, esco, onet
from taxonomy.core.readers.text_files import find_column, open_text, rows_with_header
from taxonomy.core.relations import parse_relation
from taxonomy.core.starter import read_starter

SOURCES = ("starter", "esco", "onet", "csv")
ISCO_UNIT = 4
"""Digits of an ISCO unit group; O*NET's minor group is as fine (six characters, "15-125")."""


def load_gold(
    source: str, *, path: Path | None, titles: Path | None, gold: Path | None, starter: Path
) -> Gold:
    """The gold of a source.

    Args:
        path: folder of the official files (esco, onet).
        titles, gold: the two files of the source ``csv``.
        starter: folder of the starter taxonomy.

    Raises:
        BadInput: a path is missing that the source needs.
    """
    if source == "starter":
        return _starter(path or starter)
    if source == "csv":
        if titles is None or gold is None:
            raise BadInput("--source csv needs --titles F.csv and --gold F.csv.", field="titles")
        return _csv(titles, gold)
    if path is None:
        raise BadInput(f"--source {source} needs --path, the folder of the official files.", field="path")
    return _esco(path) if source == "esco" else _onet(path)


def _normal(raw: str) -> Normal | None:
    try:
        return normalise(raw)
    except TitleRefused:
        return None


def _labels(rows: Iterator[RawTitle | BadRow]) -> Iterator[tuple[str, str, str]]:
    for row in rows:
        if isinstance(row, RawTitle) and (normal := _normal(row.raw)) is not None:
            yield row.external_id, normal.key, normal.text


def _esco(path: Path) -> Gold:
    file = path / "occupations_en.csv" if path.is_dir() else path
    notices = Notices()
    families: dict[str, str] = {}
    with open_text(file, notices) as stream:
        header, rows = rows_with_header(stream, file, delimiter=",")
        group, uri = find_column(header, "iscoGroup"), find_column(header, "conceptUri")
        if group is None or uri is None:
            raise FileRefused(
                f"{file} has no iscoGroup column; is it an ESCO occupations file?", field="path"
            )
        for _, row in rows:
            if not isinstance(row, BadRow):
                families[row[uri].strip()] = row[group].strip()[:ISCO_UNIT]
    broader = file.with_name("broaderRelationsOccPillar.csv")
    pairs = esco.read_broader(broader, notices) if broader.is_file() else iter(())
    return gold_of_concepts(
        _labels(esco.read_titles(file, notices)),
        family=families,
        broader=[(r.a_id, r.b_id) for r in pairs if not isinstance(r, BadRow)],
        near="related",
    )


def _onet(path: Path) -> Gold:
    notices = Notices()
    labels = list(_labels(onet.read_titles(path, notices)))
    related_file = path / "Related Occupations.txt"
    related = onet.read_related(related_file, notices) if related_file.is_file() else iter(())
    return gold_of_concepts(
        labels,
        family={concept: concept[:6] for concept, _, _ in labels},
        broader=(),
        related=[(r.a_id, r.b_id) for r in related if not isinstance(r, BadRow)],
        near=None,
    )


def _starter(folder: Path) -> Gold:
    starter = read_starter(folder)
    titles: dict[str, str] = {}
    family: dict[str, str] = {}
    judgements: list[tuple[str, str, str]] = []
    for judged in starter.judgements():
        a, b = normalise(judged.title_a), normalise(judged.title_b)
        judgements.append((a.key, b.key, judged.relation))
        for normal in (a, b):
            titles[normal.key] = normal.text
    for name, concept in ((f.name, c) for f in starter.families for c in f.concepts):
        for text in (concept.title, *concept.synonyms):
            normal = normalise(text)
            titles.setdefault(normal.key, normal.text)
            family[normal.key] = name
    return gold_of_judgements(judgements, titles=titles, family=family, near="related")


def _csv(titles_file: Path, gold_file: Path) -> Gold:
    titles: dict[str, str] = {}
    with open_text(titles_file, Notices()) as stream:
        header, rows = rows_with_header(stream, titles_file)
        column = find_column(header, "title") or header[0]
        for _, row in rows:
            if not isinstance(row, BadRow) and (normal := _normal(row[column])) is not None:
                titles[normal.key] = normal.text
    judgements: list[tuple[str, str, str]] = []
    families: dict[str, str] = defaultdict(str)
    with open_text(gold_file, Notices()) as stream:
        header, rows = rows_with_header(stream, gold_file)
        names = [find_column(header, name) for name in ("title_a", "title_b", "relation")]
        if None in names:
            raise FileRefused(f"{gold_file} needs the columns title_a, title_b, relation.", field="gold")
        for line, row in rows:
            if isinstance(row, BadRow):
                raise FileRefused(f"{gold_file}, row {line}: {row.reason}.", field="gold")
            a, b = (_normal(row[str(name)]) for name in names[:2])
            if a is None or b is None or a.key == b.key:
                raise FileRefused(f"{gold_file}, row {line}: two different titles are needed.", field="gold")
            judgements.append((a.key, b.key, parse_relation(row[str(names[2])])))
            for normal in (a, b):
                titles.setdefault(normal.key, normal.text)
                families[normal.key] = normal.key
    return gold_of_judgements(judgements, titles=titles, family=families, near="unrelated")


__all__ = ["SOURCES", "load_gold"]
