"""Pairs and answers for tests that need no queue."""

from __future__ import annotations

from uuid import uuid4

from django.utils import timezone

from taxonomy.core.relations import store
from taxonomy.models import Annotation, AnnotationUndo, Pair, Title
from taxonomy.services.pairs import pair_get_or_create
from tests.people import the


def title(text: str) -> Title:
    """A title."""
    found, _ = Title.objects.get_or_create(
        language="en", key=text.lower(), defaults={"text": text, "created_at": timezone.now()}
    )
    return found


def pair(a: str, b: str) -> Pair:
    """The pair of two titles; the titles are made in this order."""
    return pair_get_or_create(title(a).pk, title(b).pk)[0]


def take_back(annotation: Annotation) -> None:
    """The one who answered takes it back."""
    AnnotationUndo.objects.create(annotation=annotation, person=annotation.person, created_at=timezone.now())
    Annotation.objects.filter(pk=annotation.pk).update(stands=False)


def answer(name: str, of: Pair, relation: str, *, blind: bool = True) -> Annotation:
    """Somebody's judgement, seen from the pair's first title."""
    stored = store(relation)
    return Annotation.objects.create(
        pair=of,
        person=the(name),
        relation=stored.relation,
        reversed=stored.reversed,
        client_key=uuid4(),
        blind=blind,
        created_at=timezone.now(),
    )
