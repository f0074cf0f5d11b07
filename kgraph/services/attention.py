"""Watching concepts, and talking about them."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils import timezone

from kgraph.models import ConceptComment, ConceptWatch
from kgraph.selectors.attention import MOST_WATCHED
from kgraph.selectors.graph import concept_get
from taxonomy.core.errors import BadInput, NotFound, Refused
from taxonomy.models import Person
from taxonomy.services.audit import audit_record

MOST_COMMENT = 4_000


class TooManyWatched(Refused):
    """Nobody can look at so many."""

    code = "watch.too_many"


class NotYours(Refused):
    """Somebody else said it."""

    code = "comment.not_yours"


@transaction.atomic
def concept_watch(*, concept_id: int, person: Person) -> ConceptWatch:
    """Watch a concept; for one that is watched already: all that happened up to now has been seen.

    Raises:
        NotFound, TooManyWatched
    """
    concept = concept_get(concept_id)
    now = timezone.now()
    row = ConceptWatch.objects.filter(concept=concept.pk, person=person).first()
    if row is not None:
        row.seen_at = now
        row.save(update_fields=["seen_at"])
        return row
    if ConceptWatch.objects.filter(person=person).count() >= MOST_WATCHED:
        raise TooManyWatched(f"You watch {MOST_WATCHED} concepts, which is the most. Leave some first.")
    row, made = ConceptWatch.objects.get_or_create(
        concept=concept.pk, person=person, defaults={"since": now, "seen_at": now}
    )
    if made:
        audit_record(actor=person, action="concept.watch", obj_type="concept", obj_id=concept.pk)
    return row


@transaction.atomic
def concept_unwatch(*, concept_id: int, person: Person) -> None:
    """Watch it no longer. Nothing happens when it was not watched.

    Raises:
        NotFound
    """
    concept = concept_get(concept_id)
    gone, _ = ConceptWatch.objects.filter(concept=concept.pk, person=person).delete()
    if gone:
        audit_record(actor=person, action="concept.unwatch", obj_type="concept", obj_id=concept.pk)


@transaction.atomic
def concept_comment(*, concept_id: int, text: str, client_key: uuid.UUID, person: Person) -> ConceptComment:
    """Say something about a concept. The same key again changes nothing and gives the same comment.

    Raises:
        NotFound
        BadInput: nothing was said, or too much.
    """
    concept = concept_get(concept_id)
    text = text.strip()
    if not 1 <= len(text) <= MOST_COMMENT:
        raise BadInput(f"Say something, in at most {MOST_COMMENT:,} characters.", field="text")
    row, made = ConceptComment.objects.get_or_create(
        client_key=client_key,
        defaults={"concept": concept.pk, "person": person, "text": text, "at": timezone.now()},
    )
    if made:
        audit_record(
            actor=person,
            action="concept.comment",
            obj_type="concept",
            obj_id=concept.pk,
            data={"comment": row.pk, "text": text},
        )
    elif row.person_id != person.pk:
        raise NotYours("This key was used by somebody else.")
    return row


@transaction.atomic
def comment_withdraw(*, comment_id: int, person: Person) -> None:
    """Show a comment of one's own no longer. Doing so twice changes nothing.

    Raises:
        NotFound, NotYours
    """
    row = ConceptComment.objects.select_for_update().filter(pk=comment_id).first()
    if row is None:
        raise NotFound(f"There is no comment {comment_id}.")
    if row.person_id != person.pk:
        raise NotYours("Only who said it can withdraw it.")
    if row.withdrawn_at is None:
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
        audit_record(
            actor=person,
            action="concept.comment_withdraw",
            obj_type="concept",
            obj_id=row.concept,
            data={"comment": row.pk},
        )
