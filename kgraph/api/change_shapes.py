"""What goes in and out of the endpoints that change the taxonomy, for validation and for the schema."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from kgraph.api.decision_shapes import (
    LARGEST_ID,
    REASON_LENGTH,
    ChainLinkOut,
    ConflictsMadeOut,
    InferredCountOut,
    MovedIn,
    MovedOut,
    RefusalOut,
    TitleInShort,
)
from taxonomy.api.bodies import Body
from taxonomy.core.normalisation import MAX_LENGTH
from taxonomy.core.relations import RELATIONS, STORED_RELATIONS

_PLAIN = serializers.Serializer
KINDS = ("move", "merge", "split")
MOST_TITLES = 500


def _number(text: str) -> serializers.IntegerField:
    return serializers.IntegerField(
        required=False, default=None, allow_null=True, min_value=1, max_value=LARGEST_ID, help_text=text
    )


class ChangeIn(Body):
    """A change of the taxonomy: a concept goes to another place, becomes part of another one, or parts in two."""

    kind = serializers.ChoiceField(choices=KINDS)
    concept = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    out_of = _number("move: the broader concept under which it stands no more; null keeps all its places")
    under = _number("move: the broader concept under which it is to stand; null only takes it out")
    into = _number("merge: the concept that it becomes part of")
    titles = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID),
        required=False,
        default=list,
        max_length=MOST_TITLES,
        help_text="split: ids of the titles that leave",
    )
    relation = serializers.ChoiceField(
        choices=RELATIONS,
        required=False,
        default=None,
        allow_null=True,
        help_text="split: what the titles that leave then are to the others, never synonym; null settles nothing",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Titles as a value that cannot change."""
        return {**attrs, "titles": tuple(attrs["titles"])}


class ChangeMakeIn(ChangeIn):
    """A change, and why."""

    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=REASON_LENGTH)


class AddedEdgeOut(_PLAIN[None]):
    """An edge that would be added: the subject is ``relation`` than the object."""

    relation = serializers.ChoiceField(choices=STORED_RELATIONS)
    subject_title = serializers.CharField()
    object_title = serializers.CharField()


class ChangePreviewOut(_PLAIN[None]):
    """What a change would do."""

    allowed = serializers.BooleanField(help_text="false: it would be refused as a whole")
    refusal = RefusalOut(allow_null=True)
    outranked_by = ChainLinkOut(allow_null=True, help_text="an edge that stands on a higher rank")
    ends = ChainLinkOut(many=True, help_text="edges that would be taken back or replaced")
    adds = AddedEdgeOut(many=True)
    joined = MovedIn(many=True)
    parted = MovedOut(many=True)
    gained = InferredCountOut()
    lost = InferredCountOut()
    conflicts = ConflictsMadeOut(help_text="open proposals and waiting decisions that would be refused then")
    second_yes = serializers.CharField(
        allow_null=True, help_text="why another person would have to agree first"
    )
    complete = serializers.BooleanField(
        help_text="false: the neighbourhood is large, and the counts are a lower bound"
    )


class ChangedOut(_PLAIN[None]):
    """What was changed."""

    change_set = serializers.IntegerField(help_text="revert this one to have everything back")
    decisions = serializers.IntegerField()


class TitleAddIn(Body):
    """A title for a concept."""

    text = serializers.CharField(max_length=4 * MAX_LENGTH)
    preferred = serializers.BooleanField(required=False, default=False, help_text="call the concept by it")
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=REASON_LENGTH)


class TitleAddedOut(_PLAIN[None]):
    """A title of the concept."""

    title = TitleInShort()
    change_set = serializers.IntegerField(allow_null=True, help_text="null: the concept had the title before")
