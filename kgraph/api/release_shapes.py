"""What goes in and out of the endpoints about releases, for validation and for the schema."""

from __future__ import annotations

from rest_framework import serializers

from kgraph.api.graph_shapes import ConceptNameOut, SearchText, TitleOfConceptOut, TitleOut
from kgraph.core.releases.replay import OUTCOMES
from kgraph.models import Feedback
from taxonomy.api.bodies import Body
from taxonomy.api.titles import TitleRefSerializer
from taxonomy.core.relations import RELATIONS

_PLAIN = serializers.Serializer
LARGEST_ID = 2**63 - 1
MAX_REPLAY = 2_000


class CompatibilityOut(_PLAIN[None]):
    """How a release stands to the one that was served when it was built."""

    level = serializers.ChoiceField(choices=("same", "minor", "major"))
    reasons = serializers.ListField(
        child=serializers.CharField(), help_text="what makes it a major one, in words"
    )
    against = serializers.IntegerField(allow_null=True)


class ReleaseOut(_PLAIN[None]):
    """A release."""

    number = serializers.IntegerField()
    state = serializers.CharField(help_text="draft, published or withdrawn")
    latest = serializers.BooleanField(help_text="whether it is what `latest` means now")
    content_hash = serializers.CharField(help_text="of the graph alone: equal for releases that say the same")
    encoder = serializers.CharField(
        help_text="model that places titles which the release does not know: a version, `box`, or empty for none"
    )
    ledger_seq = serializers.IntegerField(help_text="the last decision of the ledger that is in it")
    counts = serializers.DictField(child=serializers.IntegerField())
    note = serializers.CharField()
    version = serializers.CharField(help_text="major.minor")
    compatibility = CompatibilityOut()
    served_at = serializers.DateTimeField(allow_null=True, help_text="when `latest` was moved to it last")
    built_by = serializers.CharField(allow_null=True)
    built_at = serializers.DateTimeField()
    published_by = serializers.CharField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    withdrawn_by = serializers.CharField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    withdrawn_reason = serializers.CharField()


class BuildIn(Body):
    """A release to build."""

    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=2_000)
    background = serializers.BooleanField(
        default=False, help_text="have a worker build it, and answer at once"
    )


class QueuedOut(_PLAIN[None]):
    """A worker will build it."""

    queued = serializers.BooleanField()


class WithdrawIn(Body):
    """Why a release is withdrawn; who asks for it is told so."""

    reason = serializers.CharField(max_length=2_000)


class PublishIn(Body):
    """How careful to be."""

    only_minor = serializers.BooleanField(
        default=False, help_text="refuse a release that breaks what programs may rely on"
    )


class ServeIn(Body):
    """Why `latest` is moved."""

    reason = serializers.CharField(max_length=2_000)


class NotesIn(Body):
    """Words for people; empty ones bring back what is written from the difference."""

    notes = serializers.CharField(max_length=50_000, allow_blank=True)


class NotesOut(_PLAIN[None]):
    """Release notes."""

    release = serializers.IntegerField()
    since = serializers.IntegerField(allow_null=True)
    notes = serializers.CharField(help_text="Markdown")
    edited = serializers.BooleanField(help_text="whether a person has written them")


class ReplayIn(Body):
    """Queries to ask of two releases."""

    since = serializers.IntegerField(min_value=1, max_value=2**31 - 1, help_text="the other release")
    queries = serializers.ListField(
        child=SearchText(max_length=1_000, allow_blank=True), min_length=1, max_length=MAX_REPLAY
    )


class ReplayedOut(_PLAIN[None]):
    """A query that is answered otherwise."""

    query = serializers.CharField()
    outcome = serializers.ChoiceField(choices=OUTCOMES)
    before = serializers.CharField(allow_null=True)
    after = serializers.CharField(allow_null=True)
    more = serializers.ListField(child=serializers.CharField())
    fewer = serializers.ListField(child=serializers.CharField())


class ReplayOut(_PLAIN[None]):
    """What came out; queries that are answered the same are only counted."""

    release = serializers.IntegerField()
    since = serializers.IntegerField()
    outcomes = serializers.DictField(child=serializers.IntegerField())
    lost = serializers.IntegerField()
    changed = ReplayedOut(many=True)


class ChangesQuery(_PLAIN[None]):
    """Since which release."""

    since = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    offset = serializers.IntegerField(min_value=0, default=0, help_text="`next` of the page before")
    limit = serializers.IntegerField(
        min_value=1, max_value=10_000, default=2_000, help_text="entries of each list"
    )


class EdgeTextOut(_PLAIN[None]):
    """An edge: the subject is ``relation`` than the object."""

    id = serializers.IntegerField()
    relation = serializers.CharField(help_text="synonym, broader, senior, related or unrelated")
    subject = TitleOfConceptOut()
    object = TitleOfConceptOut()
    first_release = serializers.IntegerField()


class AlteredEdgeOut(_PLAIN[None]):
    """What an edge said before and says now."""

    before = EdgeTextOut()
    after = EdgeTextOut()


class EdgeChangesOut(_PLAIN[None]):
    """Changes of edges."""

    added = EdgeTextOut(many=True)
    removed = EdgeTextOut(many=True)
    altered = AlteredEdgeOut(many=True)


class MergedConceptOut(_PLAIN[None]):
    """A number that leads to another one now."""

    id = serializers.IntegerField()
    replacedBy = serializers.IntegerField()


class RetiredConceptOut(_PLAIN[None]):
    """A number that leads nowhere any more."""

    id = serializers.IntegerField()
    reason = serializers.CharField(
        allow_blank=True, help_text="empty when the graph was built before reasons were kept"
    )
    useInstead = serializers.IntegerField(allow_null=True)


class ConceptChangesOut(_PLAIN[None]):
    """Changes of concepts."""

    new = ConceptNameOut(many=True)
    merged = MergedConceptOut(many=True)
    split = ConceptNameOut(
        many=True, help_text="numbers that led elsewhere and are concepts of their own again"
    )
    retired = RetiredConceptOut(many=True)


class SynonymSetOut(_PLAIN[None]):
    """A concept to load anew, with all its titles."""

    id = serializers.IntegerField()
    preferred = TitleOut()
    titles = TitleOut(many=True)


class ChangesOut(_PLAIN[None]):
    """What to do with a copy of release ``since`` to make it release ``release``."""

    release = serializers.IntegerField()
    since = serializers.IntegerField()
    counts = serializers.DictField(child=serializers.IntegerField())
    edges = EdgeChangesOut()
    concepts = ConceptChangesOut()
    synonym_sets = SynonymSetOut(many=True)
    next = serializers.IntegerField(allow_null=True, help_text="`offset` of the next page; null at the end")


class RelationOut(_PLAIN[None]):
    """One of the seven words."""

    name = serializers.CharField()
    inverse = serializers.CharField()
    symmetric = serializers.BooleanField()
    transitive = serializers.BooleanField()
    reads = serializers.CharField()


class QualityRowOut(_PLAIN[None]):
    """Edges of a relation, or of all; figures are null while too few of the sample are judged."""

    edges = serializers.IntegerField()
    sampled = serializers.IntegerField()
    judged = serializers.IntegerField(help_text="of the sample, by people who did not see what the edge says")
    right = serializers.IntegerField(help_text="of those, which they say again")
    precision = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True, help_text="95 %")
    high = serializers.FloatField(allow_null=True)


class QualityOut(_PLAIN[None]):
    """How right the edges of the served release are, by a standing random sample."""

    release = serializers.IntegerField()
    enough = serializers.IntegerField(help_text="judged edges below which no figure is told")
    relations = serializers.DictField(child=QualityRowOut())
    together = QualityRowOut()


class MetaOut(_PLAIN[None]):
    """What this service serves."""

    name = serializers.CharField()
    api = serializers.CharField()
    release = serializers.IntegerField(allow_null=True)
    latest = serializers.IntegerField(allow_null=True)
    next = serializers.IntegerField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    ledger_seq = serializers.IntegerField(allow_null=True)
    content_hash = serializers.CharField(allow_null=True)
    counts = serializers.DictField(child=serializers.IntegerField())
    languages = serializers.ListField(child=serializers.CharField())
    relations = RelationOut(many=True)
    exports = serializers.DictField(child=serializers.CharField(), help_text="format -> media type")
    limits = serializers.DictField(child=serializers.IntegerField())
    quality = QualityOut(allow_null=True, help_text="of the served release; up to a minute old")


class WhyOut(_PLAIN[None]):
    """All that stands behind an edge; relations read from its subject to its object."""

    release = serializers.IntegerField(allow_null=True)
    edge = serializers.DictField()
    decision = serializers.DictField()
    annotations = serializers.ListField(child=serializers.DictField())
    adjudicated = serializers.BooleanField()
    proposal = serializers.DictField(allow_null=True)
    model_version = serializers.CharField(allow_null=True)
    dataset = serializers.CharField(allow_null=True)
    source = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    first_release = serializers.IntegerField(allow_null=True)
    chain = serializers.ListField(
        child=serializers.DictField(), help_text="all decisions on the pair, oldest first"
    )


class FeedbackIn(Body):
    """What is wrong or missing."""

    kind = serializers.ChoiceField(choices=Feedback.Kind.choices)
    text = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)
    concept = serializers.IntegerField(
        required=False, default=None, allow_null=True, min_value=1, max_value=LARGEST_ID
    )
    edge = serializers.IntegerField(
        required=False, default=None, allow_null=True, min_value=1, max_value=LARGEST_ID
    )
    title_a = serializers.IntegerField(
        required=False, default=None, allow_null=True, min_value=1, max_value=LARGEST_ID
    )
    title_b = serializers.IntegerField(
        required=False, default=None, allow_null=True, min_value=1, max_value=LARGEST_ID
    )
    relation = serializers.ChoiceField(
        choices=RELATIONS,
        required=False,
        default="",
        allow_blank=True,
        help_text="what title_a should be to title_b",
    )
    release = serializers.IntegerField(
        required=False, default=None, allow_null=True, min_value=1, max_value=2**31 - 1
    )
    query_id = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=200,
        help_text="by which the search engine knows the query; `text` is the query itself",
    )
    terms = serializers.ListField(
        child=serializers.CharField(max_length=300),
        required=False,
        default=list,
        max_length=50,
        help_text="of the expansion, that did not help; the edges behind them are asked about",
    )
    comment = serializers.CharField(required=False, default="", allow_blank=True, max_length=5_000)


class FeedbackQuery(_PLAIN[None]):
    """Which feedback."""

    state = serializers.ChoiceField(choices=("open", "closed", "all"), default="open")
    kind = serializers.ChoiceField(choices=("", *Feedback.Kind.values), default="", allow_blank=True)


class FeedbackPairOut(_PLAIN[None]):
    """Where the two titles stand now."""

    id = serializers.IntegerField()
    task_state = serializers.CharField(allow_null=True)
    settled_as = serializers.CharField(allow_null=True, help_text="what title_a is to title_b by now")


class FeedbackTrailOut(_PLAIN[None]):
    """An edge that is doubted, and what it stands on; `edges/{id}/why` tells all."""

    id = serializers.IntegerField()
    relation = serializers.ChoiceField(choices=RELATIONS)
    subject = serializers.CharField()
    object = serializers.CharField()
    pair = serializers.IntegerField()
    active = serializers.BooleanField()
    first_release = serializers.IntegerField(allow_null=True)
    decision = serializers.IntegerField()
    settled_by = serializers.CharField()
    person = serializers.CharField(allow_null=True)
    model_version = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # the field is called so


class FeedbackRowOut(_PLAIN[None]):
    """What somebody told, and what has come of it."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Feedback.Kind.choices)
    text = serializers.CharField()
    concept = serializers.IntegerField(allow_null=True)
    edge = serializers.IntegerField(allow_null=True)
    title_a = TitleRefSerializer(allow_null=True)
    title_b = TitleRefSerializer(allow_null=True)
    relation = serializers.CharField(allow_blank=True)
    release = serializers.IntegerField(allow_null=True)
    query_id = serializers.CharField()
    terms = serializers.ListField(child=serializers.CharField())
    trail = FeedbackTrailOut(many=True)
    comment = serializers.CharField()
    person = serializers.CharField()
    created_at = serializers.DateTimeField()
    pair = FeedbackPairOut(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    closed_by = serializers.CharField(allow_null=True)
    note = serializers.CharField()


class FeedbackCloseIn(Body):
    """How it was dealt with."""

    note = serializers.CharField(default="", allow_blank=True, max_length=2_000)


class FeedbackOut(_PLAIN[None]):
    """The receipt."""

    id = serializers.IntegerField()
    task = serializers.IntegerField(
        allow_null=True, help_text="the first of the tasks that ask people about the two titles"
    )
    tasks = serializers.ListField(
        child=serializers.IntegerField(), help_text="one for each pair that is asked again"
    )


class TitleFormOut(_PLAIN[None]):
    """One raw form of a title."""

    raw = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    external_id = serializers.CharField()
    preferred = serializers.BooleanField()
    count = serializers.IntegerField()


class ConceptOfTitleOut(_PLAIN[None]):
    """The concept of a title."""

    id = serializers.IntegerField()
    preferred = TitleOut()
    titles = TitleOut(many=True)


class TitleDetailOut(TitleOut):
    """A title with its raw forms and its concept."""

    release = serializers.IntegerField(allow_null=True, help_text="null: of the graph as it is now")
    created_at = serializers.DateTimeField(allow_null=True)
    forms = TitleFormOut(many=True, allow_null=True, help_text="null while the database is away")
    concept = ConceptOfTitleOut(allow_null=True)
