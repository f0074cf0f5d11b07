from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.utils import timezone

from taxonomy.models import Candidate, Pair, Person, Role, Task, Title
from taxonomy.services.annotations import Judgement
from taxonomy.services.pairs import pair_get_or_create


def person(name: str, role: str) -> Person:
    return Person.objects.create_user(username=name, password="a long password", role=role)


@pytest.fixture
def ana(db: None) -> Person:
    return person("ana", Role.ANNOTATOR)


@pytest.fixture
def ben(db: None) -> Person:
    return person("ben", Role.ANNOTATOR)


@pytest.fixture
def ada(db: None) -> Person:
    return person("ada", Role.REVIEWER)


@pytest.fixture
def make_title(db: None) -> Callable[[str], Title]:
    def make(text: str) -> Title:
        title, _ = Title.objects.get_or_create(
            language="en", key=text.casefold(), defaults={"text": text, "created_at": timezone.now()}
        )
        return title

    return make


@pytest.fixture
def make_pair(make_title: Callable[[str], Title]) -> Callable[[str, str], Pair]:
    def make(a: str, b: str) -> Pair:
        pair, _ = pair_get_or_create(make_title(a).pk, make_title(b).pk)
        return pair

    return make


@pytest.fixture
def make_task(make_pair: Callable[[str, str], Pair]) -> Callable[..., Task]:
    def make(a: str, b: str, *, wanted: int = 1, priority: float = 0.0) -> Task:
        now = timezone.now()
        return Task.objects.create(
            pair=make_pair(a, b), wanted=wanted, priority=priority, created_at=now, updated_at=now
        )

    return make


@pytest.fixture
def make_candidate(make_pair: Callable[[str, str], Pair]) -> Callable[..., Candidate]:
    def make(a: str, b: str, *, score: float = 0.5, proposer: str = "blocking") -> Candidate:
        return Candidate.objects.create(
            pair=make_pair(a, b), proposer=proposer, score=score, created_at=timezone.now()
        )

    return make


def says(task: Task, relation: str, **more: object) -> Judgement:
    return Judgement(relation=relation, client_key=uuid.uuid4(), task_id=task.pk, **more)  # type: ignore[arg-type]
