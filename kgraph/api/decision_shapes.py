"""What goes in and out of the decision endpoints, for validation and for the schema."""

from __future__ import annotations

from rest_framework import serializers

from kgraph.core.algebra import Rule
from kgraph.models import Conflict
from taxonomy.api.bodies import Body
from taxonomy.core.relations import RELATIONS, STORED_RELATIONS
from taxonomy.models import Decision

_PLAIN = serializers.Serializer
REASON_LENGTH = 2_000
LARGEST_ID = 2**63 - 1


class TitleInShort(_PLAIN[None]):
    """A title."""

    id = serializers.IntegerField()
    text = serializers.CharField()


class PersonInShort(_PLAIN[None]):
    """A person."""

    id = serializers.IntegerField()
    username = serializers.CharField()


class ChainLinkOut(_PLAIN[None]):
    """One edge of a proof: the subject is ``relation`` than the object."""

    edge = serializers.IntegerField()
    decision = serializers.IntegerField()
    relation = serializers.ChoiceField(choices=STORED_RELATIONS)
    subject = serializers.IntegerField()
    subject_title = serializers.CharField()
    object = serializers.IntegerField()
    object_title = serializers.CharField()


class RefusalOut(_PLAIN[None]):
    """Why a decision is refused; the chain with the decision breaks the rule, and no shorter one does."""

    rule = serializers.ChoiceField(choices=[rule.value for rule in Rule])
    sentence = serializers.CharField()
    chain = ChainLinkOut(many=True)


class DecisionOut(_PLAIN[None]):
    """A decision; ``relation`` is what title_a is to title_b, null when it takes back what was settled."""

    seq = serializers.IntegerField()
    pair = serializers.IntegerField()
    title_a = TitleInShort()
    title_b = TitleInShort()
    relation = serializers.ChoiceField(choices=RELATIONS, allow_null=True)
    settled_by = serializers.ChoiceField(choices=Decision.SettledBy.choices)
    person = PersonInShort(allow_null=True)
    model_version = serializers.CharField()
    dataset = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    reason = serializers.CharField()
    evidence = serializers.JSONField()
    change_set = serializers.IntegerField(allow_null=True)
    supersedes = serializers.IntegerField(allow_null=True)
    standing = serializers.BooleanField(help_text="whether it is the last word on its pair")
    merge_state = serializers.ChoiceField(choices=Decision.MergeState.choices)
    edge = serializers.IntegerField(allow_null=True, help_text="the active edge that stands on it")
    created_at = serializers.DateTimeField()


class DecisionPageOut(_PLAIN[None]):
    """A page of decisions, the newest first."""

    next = serializers.IntegerField(allow_null=True, help_text="value of `cursor` for the next page")
    results = DecisionOut(many=True)


class GraphEventOut(_PLAIN[None]):
    """One step of the graph."""

    tick = serializers.IntegerField()
    action = serializers.ChoiceField(choices=("add", "confirm", "end"))
    edge = serializers.IntegerField()
    at = serializers.DateTimeField()


class DecisionHistoryOut(DecisionOut):
    """A decision with what it did to the graph and what else was decided on its pair."""

    events = GraphEventOut(many=True)
    others = DecisionOut(many=True)
    conflicts = serializers.ListField(child=serializers.IntegerField())


class DecisionIn(Body):
    """A lead's decision on two titles: what the first is to the second, null to take back what stands."""

    title_a = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    title_b = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    relation = serializers.ChoiceField(choices=RELATIONS, allow_null=True)
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=REASON_LENGTH)


class PreviewIn(Body):
    """A decision that is considered."""

    title_a = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    title_b = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    relation = serializers.ChoiceField(choices=RELATIONS, allow_null=True)


class ReasonIn(Body):
    """Why."""

    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=REASON_LENGTH)


class ResolveIn(ReasonIn):
    """Which edge of the chain gives way."""

    edge = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)


class RevertIn(ReasonIn):
    """What to take back: these decisions, all on a model version, or all on a person's word. Exactly one."""

    decisions = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID),
        required=False,
        default=list,
        max_length=5_000,
    )
    model_version = serializers.CharField(required=False, default="", allow_blank=True, max_length=40)
    person = serializers.IntegerField(
        required=False, default=None, allow_null=True, min_value=1, max_value=LARGEST_ID
    )


class RevertOut(_PLAIN[None]):
    """What was taken back."""

    change_set = serializers.IntegerField(help_text="revert this one to bring everything back")
    decisions = serializers.IntegerField()
    left_alone = serializers.IntegerField(
        help_text="a later decision stands for their pair, or nothing changed"
    )
    merged = serializers.JSONField(
        allow_null=True, help_text="the merge report; null while another batch is at it"
    )


class PreferIn(Body):
    """The title that the concept is called by."""

    title = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)


class ConceptPreferredOut(_PLAIN[None]):
    """A concept's name."""

    id = serializers.IntegerField()
    preferred = TitleInShort()
    size = serializers.IntegerField()


class ConflictOut(_PLAIN[None]):
    """A decision that waits because it would break the algebra."""

    id = serializers.IntegerField()
    decision = DecisionOut()
    rule = serializers.ChoiceField(choices=[rule.value for rule in Rule])
    sentence = serializers.CharField()
    chain = ChainLinkOut(many=True)
    state = serializers.ChoiceField(choices=Conflict.State.choices)
    created_at = serializers.DateTimeField()
    checked_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    closed_by = serializers.CharField(allow_null=True)
    resolution = serializers.CharField()


class ConflictPageOut(_PLAIN[None]):
    """A page of conflicts, the newest first."""

    next = serializers.IntegerField(allow_null=True, help_text="value of `cursor` for the next page")
    results = ConflictOut(many=True)


class _Page(_PLAIN[None]):
    cursor = serializers.IntegerField(
        required=False, default=None, allow_null=True, min_value=1, max_value=LARGEST_ID
    )
    page_size = serializers.IntegerField(required=False, default=50, min_value=1, max_value=500)


class DecisionQuery(_Page):
    """Which decisions."""

    pair = serializers.IntegerField(required=False, default=None, allow_null=True)
    title = serializers.IntegerField(required=False, default=None, allow_null=True)
    person = serializers.CharField(required=False, default="", help_text="an id, or `me`")
    change_set = serializers.IntegerField(required=False, default=None, allow_null=True)
    relation = serializers.ChoiceField(
        choices=(*STORED_RELATIONS, "none"), required=False, default="", allow_blank=True
    )
    settled_by = serializers.ChoiceField(
        choices=Decision.SettledBy.choices, required=False, default="", allow_blank=True
    )
    merge_state = serializers.ChoiceField(
        choices=Decision.MergeState.choices, required=False, default="", allow_blank=True
    )
    model_version = serializers.CharField(required=False, default="", allow_blank=True, max_length=40)
    standing = serializers.BooleanField(required=False, default=False)


class ConflictQuery(_Page):
    """Which conflicts."""

    state = serializers.ChoiceField(
        choices=(*Conflict.State.choices, ("all", "all")), required=False, default="open"
    )
    rule = serializers.ChoiceField(
        choices=[rule.value for rule in Rule], required=False, default="", allow_blank=True
    )


class MovedIn(_PLAIN[None]):
    """A concept that would join another one."""

    concept = serializers.IntegerField()
    name = serializers.CharField()
    into = serializers.IntegerField()
    into_name = serializers.CharField()
    titles = serializers.IntegerField()


class MovedOut(_PLAIN[None]):
    """A concept that would part in two."""

    concept = serializers.IntegerField()
    name = serializers.CharField()
    revived = serializers.IntegerField()
    revived_name = serializers.CharField()
    titles = serializers.IntegerField()


class InferredOut(_PLAIN[None]):
    """A transitive edge between two concepts."""

    relation = serializers.ChoiceField(choices=("broader", "senior"))
    subject = serializers.IntegerField()
    subject_name = serializers.CharField()
    object = serializers.IntegerField()
    object_name = serializers.CharField()


class InferredCountOut(_PLAIN[None]):
    """How many, and the first of them."""

    count = serializers.IntegerField()
    sample = InferredOut(many=True)


class MadeImpossibleOut(_PLAIN[None]):
    """Something that waits, and could not be merged any more."""

    what = serializers.ChoiceField(choices=("proposal", "decision"))
    id = serializers.IntegerField(help_text="of the proposal, or the decision's sequence number")
    relation = serializers.ChoiceField(choices=RELATIONS, help_text="read from `title_a` to `title_b`")
    title_a = TitleInShort()
    title_b = TitleInShort()
    sentence = serializers.CharField(help_text="why not")


class ConflictsMadeOut(_PLAIN[None]):
    """What a decision would make impossible."""

    count = serializers.IntegerField()
    sample = MadeImpossibleOut(many=True)
    complete = serializers.BooleanField(help_text="false: more waits around these titles than was looked at")


class PreviewOut(_PLAIN[None]):
    """What a decision would change."""

    outcome = serializers.ChoiceField(
        choices=("added", "replaced", "confirmed", "ended", "nothing", "refused", "outranked")
    )
    refusal = RefusalOut(allow_null=True)
    replaces = ChainLinkOut(allow_null=True)
    new_titles = serializers.ListField(child=serializers.IntegerField())
    joined = MovedIn(many=True)
    parted = MovedOut(many=True)
    gained = InferredCountOut()
    lost = InferredCountOut()
    conflicts = ConflictsMadeOut(
        help_text="open proposals and waiting decisions around the two titles that would be refused then"
    )
    second_yes = serializers.CharField(
        allow_null=True, help_text="why the decision would wait for another person; null when it would not"
    )
    complete = serializers.BooleanField(
        help_text="false: the neighbourhood is large, and the counts are a lower bound"
    )


class SecondYesPolicyIn(Body):
    """From which size on another person must agree; null for never."""

    merge_titles = serializers.IntegerField(
        allow_null=True,
        min_value=1,
        max_value=1_000_000,
        help_text="a synonym waits that joins two concepts of so many titles or more each",
    )
    inferred_edges = serializers.IntegerField(
        allow_null=True,
        min_value=0,
        max_value=1_000_000,
        help_text="a decision waits that changes more inferred edges than so many",
    )


class SecondYesPolicyOut(SecondYesPolicyIn):
    """The limits, and who set them."""

    made_by = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField(allow_null=True)
