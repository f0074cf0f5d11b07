"""From the staged judgements of a file (`taxonomy.services.judgement_staging`) into the record."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import NamedTuple, cast

from django.db import connection
from django.utils import timezone

from taxonomy.core.errors import Fault
from taxonomy.core.ranks import may_replace
from taxonomy.core.readers import BadRow
from taxonomy.core.relations import UNSURE, read
from taxonomy.models import Annotation, ChangeSet, Decision, ImportRun, Person, Task
from taxonomy.services.annotations import Judgement, annotation_record
from taxonomy.services.decisions import Settlement, change_set_open, decisions_record_many
from taxonomy.services.imports import ImportReport
from taxonomy.services.judgement_staging import CHUNK

# What stands already: the pair's decision, the person's own standing answer, the pair's task. Worked out at once,
# before anything is written: a plan made for small tables would crawl while they grow under it.
_STAGED = """
CREATE TEMP TABLE staged_standing ON COMMIT DROP AS
SELECT j.row, j.pair_id, j.relation, j.reversed, j.comment, d.relation AS decided, d.reversed AS decided_reversed,
       d.settled_by, mine.id AS answer, mine.relation AS answered, mine.reversed AS answered_reversed, t.id AS task
FROM staged_judged j
JOIN taxonomy_pair p ON p.id = j.pair_id
LEFT JOIN taxonomy_decision d ON d.seq = p.decision_id AND d.relation <> ''
LEFT JOIN taxonomy_task t ON t.pair_id = j.pair_id
LEFT JOIN taxonomy_annotation mine ON mine.pair_id = j.pair_id AND mine.person_id = %(person)s AND mine.stands
"""


class _Staged(NamedTuple):
    row: int
    pair: int
    relation: str
    reversed: bool
    comment: str
    decided: str | None
    decided_reversed: bool | None
    settled_by: str | None
    answer: int | None
    answered: str | None
    answered_reversed: bool | None
    task: int | None

    @property
    def word(self) -> str:
        """One of the seven, or ``unsure``, from the pair's first title."""
        return read(self.relation, self.reversed)


def _staged(person: Person | None) -> Iterator[list[_Staged]]:
    """Chunks by rising pair."""
    with connection.cursor() as cursor:
        cursor.execute(_STAGED, {"person": person.pk if person else None})
    with connection.chunked_cursor() as cursor:
        cursor.execute("SELECT * FROM staged_standing ORDER BY pair_id")
        while chunk := cursor.fetchmany(CHUNK):
            yield [_Staged(*row) for row in chunk]


def _settlement(
    staged: _Staged, settled_by: str, person: Person | None, run: ImportRun, **evidence: object
) -> Settlement:
    return Settlement(
        pair_id=staged.pair,
        relation=staged.word,
        settled_by=settled_by,
        person=person,
        source=run.source.name if run.source else "",
        reason=staged.comment,
        evidence={"import": run.pk, **evidence},
    )


def decisions_enter(person: Person | None, run: ImportRun, report: ImportReport) -> None:
    """What is news becomes decisions of the file, as one change set; the graph merges them soon."""
    change_set: ChangeSet | None = None
    for chunk in _staged(None):
        news = []
        for staged in chunk:
            if (staged.decided, staged.decided_reversed) == (staged.relation, staged.reversed):
                report.same += 1
            elif staged.settled_by and not may_replace(Decision.SettledBy.IMPORT, staged.settled_by):
                report.refuse(_outranked(staged))
            else:
                news.append(_settlement(staged, Decision.SettledBy.IMPORT, person, run))
        if news:
            change_set = change_set or change_set_open(kind="import", made_by=run.started_by, note=run.path)
            run.change_set = change_set
            made = decisions_record_many(news, change_set=change_set)
            changed = sum(decision.supersedes_id is not None for decision in made)
            report.changed += changed
            report.new += len(made) - changed


def _outranked(staged: _Staged) -> BadRow:
    stands = read(cast(str, staged.decided), bool(staged.decided_reversed))
    reason = f"the pair is settled as {stands} by {staged.settled_by}, which outranks an import"
    return BadRow(staged.row, reason, "relation", staged.word)


def annotations_enter(person: Person, run: ImportRun, report: ImportReport) -> None:
    """What is news becomes annotations of the person.

    A pair that has a task goes the way of every answer. One that nobody was asked about gets a task that is
    answered already, and is settled by this answer as in the queue; a decision that stands is left alone.
    """
    change_set: ChangeSet | None = None
    for chunk in _staged(person):
        fresh = []
        for staged in chunk:
            if (staged.answered, staged.answered_reversed) == (staged.relation, staged.reversed):
                report.same += 1
            elif staged.answer is None and staged.task is None:
                fresh.append(staged)
            else:
                _answer(person, staged, report)
        answers = _annotate_fresh(person, fresh, run)
        report.new += len(fresh)
        settled = [s for s in fresh if s.decided is None and s.relation != UNSURE]
        if settled:
            change_set = change_set or change_set_open(kind="import", made_by=run.started_by, note=run.path)
            decisions_record_many(
                (
                    _settlement(
                        staged, Decision.SettledBy.CONSENSUS, person, run, annotations=[answers[staged.pair]]
                    )
                    for staged in settled
                ),
                change_set=change_set,
            )


def _answer(person: Person, staged: _Staged, report: ImportReport) -> None:
    judgement = Judgement(
        relation=staged.word,
        client_key=uuid.uuid4(),
        pair_id=staged.pair,
        comment=staged.comment,
        supersedes=staged.answer,
    )
    try:
        annotation_record(person=person, judgement=judgement)
    except Fault as fault:
        report.refuse(BadRow(staged.row, fault.detail, "relation", staged.word))
        return
    if staged.answer is None:
        report.new += 1
    else:
        report.changed += 1


def _annotate_fresh(person: Person, fresh: list[_Staged], run: ImportRun) -> dict[int, int]:
    """Annotation ids by pair."""
    now = timezone.now()
    asked = Task.objects.bulk_create(
        Task(
            pair_id=staged.pair,
            state=Task.State.SETTLED,
            reason=f"judged in {run.source.name if run.source else run.path}"[:200],
            answers=1,
            seen_by=[person.pk],
            created_at=now,
            updated_at=now,
        )
        for staged in fresh
        if staged.decided is None
    )
    task_of = {task.pair_id: task.pk for task in asked}
    made = Annotation.objects.bulk_create(
        Annotation(
            pair_id=staged.pair,
            task_id=task_of.get(staged.pair),
            person=person,
            relation=staged.relation,
            reversed=staged.reversed,
            client_key=uuid.uuid4(),
            comment=staged.comment,
            created_at=now,
        )
        for staged in fresh
    )
    return {annotation.pair_id: annotation.pk for annotation in made}
