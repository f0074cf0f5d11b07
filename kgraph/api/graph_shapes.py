"""What goes in and out of the endpoints that read the graph, for validation and for the schema."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from kgraph.core.query.expand import EXPANDABLE
from kgraph.core.query.normalize import THRESHOLD
from kgraph.core.query.walk import SEEN_WORDS, TRANSITIVE
from taxonomy.api.bodies import Body
from taxonomy.api.problem_shapes import ProblemOut

_PLAIN = serializers.Serializer
LARGEST_ID = 2**63 - 1
MAX_TEXT = 300
MAX_BULK = 500
MAX_NODES = 5_000
MAX_DEPTH = 6
PATH_WORDS = ("broader", "narrower", "senior", "junior", "related")

LANGUAGES_HELP = "languages for `name`, the best first, separated by commas; else the preferred title"
RELEASE_PATTERN = "^(latest|next|working|[0-9]{1,9})$"
RELEASE = OpenApiParameter(
    "release",
    str,
    pattern=RELEASE_PATTERN,
    description=(
        "Which release: a number, `latest` (the highest published one, the default), `next` (the newest draft, or the"
        " latest when nothing newer was built), or `working` (the graph as it is this moment, as release 0: for people"
        " who change it, not for programs)."
    ),
)


def answers(shape: Any, *, concept: bool = False, bulk: bool = False) -> dict[int, Any]:
    """The answers that every question to the graph can get."""
    found: dict[int, Any] = {
        200: shape,
        304: OpenApiResponse(description="Not modified: `If-None-Match` has the tag of this answer."),
        404: OpenApiResponse(ProblemOut, "`release.not_found`: no such release, or none is published yet"),
        410: OpenApiResponse(
            ProblemOut, "`release.withdrawn`, `concept.retired`: with the reason, and what to use instead"
        ),
        422: OpenApiResponse(ProblemOut, "`validation`: a parameter is missing, unknown or over its limit"),
        429: OpenApiResponse(
            ProblemOut, "`rate.exceeded`: the token has had its answers of this minute; see `Retry-After`"
        ),
    }
    if concept:
        found[308] = OpenApiResponse(
            ReplacedOut,
            "the concept was merged into another one; `Location` is the same question to that one",
        )
        found[404] = OpenApiResponse(ProblemOut, "`concept.not_found` or `release.not_found`")
    if bulk:
        del found[304]
        found[413] = OpenApiResponse(ProblemOut, f"`normalize.too_many`: more than {MAX_BULK} titles")
    return found


class Words(serializers.CharField):
    """A comma-separated list of relations."""

    def __init__(self, words: tuple[str, ...], **options: Any) -> None:
        self.words = words
        super().__init__(max_length=200, allow_blank=True, **options)

    def get_default(self) -> Any:
        """The default is written as a caller would."""
        return self.to_internal_value(super().get_default())

    def to_internal_value(self, data: Any) -> Any:
        """A tuple of known words, without repeats."""
        found = tuple(
            dict.fromkeys(word.strip() for word in super().to_internal_value(data).split(",") if word.strip())
        )
        if unknown := [word for word in found if word not in self.words]:
            raise serializers.ValidationError(f"{', '.join(unknown)}: not one of {', '.join(self.words)}.")
        return found


class SearchText(serializers.CharField):
    """What somebody searches for: characters that cannot be stored are no reason to refuse a question, or a batch."""

    def to_internal_value(self, data: Any) -> str:
        """The text with a space in the place of NUL, and a question mark in that of half a surrogate pair."""
        text = super().to_internal_value(data)
        return text.replace("\0", " ").encode("utf-8", "replace").decode()


class WordsInSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """The schema says which words there are."""

    target_class = Words

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """A text of these words, separated by commas; spaces and empty places do not matter."""
        word = f"({'|'.join(self.target.words)})?"
        return {"type": "string", "maxLength": 200, "pattern": f"^ *{word} *(, *{word} *)*$"}


def _id(**options: Any) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=LARGEST_ID, **options)


def _text(**options: Any) -> SearchText:
    return SearchText(max_length=MAX_TEXT, **options)


# Questions


class EdgesQuery(_PLAIN[None]):
    """Edges of a concept."""

    relation = Words(
        ("synonym", *SEEN_WORDS),
        default="",
        help_text=f"any of {', '.join(('synonym', *SEEN_WORDS))}, separated by commas; all but synonym when left out",
    )
    direction = serializers.ChoiceField(
        choices=("out", "in", "both"),
        default="both",
        help_text="out: the concept is `relation` than the others; in: the others are `relation` than it",
    )
    inferred = serializers.BooleanField(default=False, help_text="also what follows over several edges")
    limit = serializers.IntegerField(min_value=1, max_value=5_000, default=500)


class LadderQuery(_PLAIN[None]):
    """The ladder of a concept."""

    scope = serializers.ChoiceField(
        choices=("ladder", "line"),
        default="ladder",
        help_text="ladder: all that senior edges connect; line: only those above and below the concept",
    )
    limit = serializers.IntegerField(min_value=1, max_value=2_000, default=500)


class ReachedQuery(_PLAIN[None]):
    """All that a concept is broader, narrower, senior or junior than."""

    relation = serializers.ChoiceField(choices=sorted(TRANSITIVE), default="broader")
    cursor = _id(required=False, default=None, allow_null=True)
    page_size = serializers.IntegerField(min_value=1, max_value=50_000, default=10_000)


class ConceptsQuery(_PLAIN[None]):
    """Search of concepts."""

    q = _text(required=False, default="", allow_blank=True)
    language = SearchText(max_length=12, required=False, default="", allow_blank=True)
    cursor = _id(required=False, default=None, allow_null=True)
    page_size = serializers.IntegerField(min_value=1, max_value=500, default=50)


class SuggestQuery(_PLAIN[None]):
    """What somebody is typing."""

    q = _text(trim_whitespace=False)
    limit = serializers.IntegerField(min_value=1, max_value=50, default=10)
    language = SearchText(max_length=12, required=False, default="", allow_blank=True)


class NormalizeOptions(_PLAIN[None]):
    """How to normalise."""

    top = serializers.IntegerField(
        min_value=0, max_value=20, default=5, help_text="candidates told beside the match"
    )
    threshold = serializers.FloatField(
        min_value=0.0, max_value=1.0, default=THRESHOLD, help_text="confidence below which a title is unknown"
    )
    language = SearchText(max_length=12, required=False, default="", allow_blank=True)


class NormalizeQuery(NormalizeOptions):
    """A raw title."""

    q = SearchText(max_length=1_000, required=False, help_text="the raw title")
    title = SearchText(max_length=1_000, required=False, help_text="the same as `q`")
    inspect = serializers.BooleanField(default=False, help_text="also what was tried, and why it came out so")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of the two names."""
        attrs["q"] = attrs.get("q") or attrs.get("title")
        if not attrs["q"]:
            raise serializers.ValidationError({"q": ["This field is required."]}, code="required")
        return attrs


class NormalizeBulkIn(Body, NormalizeOptions):
    """Raw titles, 500 at the most."""

    titles = serializers.ListField(
        child=SearchText(max_length=1_000, allow_blank=True), min_length=1, max_length=MAX_BULK
    )


class BatchIn(Body):
    """Numbers of concepts, 500 at the most."""

    ids = serializers.ListField(child=_id(), min_length=1, max_length=MAX_BULK)
    language = SearchText(
        max_length=60, required=False, default="", allow_blank=True, help_text=LANGUAGES_HELP
    )


class ConceptQuery(_PLAIN[None]):
    """How to name a concept."""

    language = SearchText(
        max_length=60, required=False, default="", allow_blank=True, help_text=LANGUAGES_HELP
    )


class ExpandQuery(_PLAIN[None]):
    """A query to expand: a concept's number, or a title."""

    language = SearchText(max_length=12, required=False, default="", allow_blank=True)
    threshold = serializers.FloatField(
        min_value=0.0, max_value=1.0, default=THRESHOLD, help_text="confidence below which `q` is unknown"
    )

    q = _text(required=False, default="")
    concept = _id(required=False)
    relations = Words(
        EXPANDABLE, default="synonym,narrower,related", help_text=f"any of {', '.join(EXPANDABLE)}"
    )
    depth = serializers.IntegerField(min_value=1, max_value=3, default=1)
    decay = serializers.FloatField(
        min_value=0.0,
        max_value=1.0,
        default=0.5,
        help_text="what each step after the first leaves of the weight",
    )
    limit = serializers.IntegerField(min_value=1, max_value=500, default=50)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of the two."""
        if bool(attrs["q"]) == ("concept" in attrs):
            raise serializers.ValidationError({"q": ["Name either `q` or `concept`."]}, code="required")
        return attrs


class PathQuery(_PLAIN[None]):
    """Two concepts, each by its number or one of its titles."""

    to = _text()
    relations = Words(
        PATH_WORDS, default=",".join(PATH_WORDS), help_text="what each step's start may be to its end"
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """``from`` is a word of the language and cannot be a class attribute."""
        return {"from": _text(), **super().get_fields()}


class NeighbourhoodQuery(_PLAIN[None]):
    """The surroundings of a concept."""

    concept = _id()
    depth = serializers.IntegerField(min_value=1, max_value=MAX_DEPTH, default=1)
    limit = serializers.IntegerField(min_value=1, max_value=MAX_NODES, default=500)
    relations = Words(SEEN_WORDS, default=",".join(PATH_WORDS))


class NeighbourhoodChangesQuery(NeighbourhoodQuery):
    """The surroundings of a concept, and the release to compare them with."""

    since = serializers.IntegerField(
        min_value=1, max_value=10**9 - 1, help_text="number of the older release; a withdrawn one is refused"
    )


# Answers


class TitleOut(_PLAIN[None]):
    """A title."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    language = SearchText()
    count = serializers.IntegerField(help_text="how often it was seen")


class TitleOfConceptOut(TitleOut):
    """A title with the number of its concept."""

    concept_id = serializers.IntegerField()


class ConceptNameOut(_PLAIN[None]):
    """A concept in short."""

    id = serializers.IntegerField()
    preferred = serializers.CharField()


class _OfRelease(_PLAIN[None]):
    """Every answer names its release."""

    release = serializers.IntegerField()


class ReplacedOut(_OfRelease):
    """Where a merged concept went."""

    id = serializers.IntegerField()
    replacedBy = serializers.IntegerField()
    location = serializers.CharField()
    detail = serializers.CharField()


class ConceptOut(_OfRelease):
    """A concept; ``counts`` are of what it is to others (`broader`: it is broader than so many)."""

    id = serializers.IntegerField()
    preferred = TitleOut()
    titles = TitleOut(many=True)
    language = SearchText()
    counts = serializers.DictField(child=serializers.IntegerField())
    name = TitleOut(help_text="the first title in the first of the asked languages that has one")
    rung = serializers.IntegerField(allow_null=True, help_text="on its ladder, 0 at the bottom; null on none")
    replaces = serializers.ListField(child=serializers.IntegerField(), help_text="numbers that lead here now")


class BatchRowOut(_PLAIN[None]):
    """One number: its concept, where it went, or that it never was."""

    asked = serializers.IntegerField()
    replacedBy = serializers.IntegerField(allow_null=True)
    concept = serializers.DictField(allow_null=True, help_text="as `concepts/{id}` tells it")


class BatchOut(_OfRelease):
    """In the order in which the numbers were sent."""

    results = BatchRowOut(many=True)


class ConceptRowOut(ConceptNameOut):
    """A concept in a list."""

    language = SearchText()
    titles = serializers.IntegerField()
    count = serializers.IntegerField()


class ConceptsOut(_OfRelease):
    """A page of concepts."""

    next = serializers.IntegerField(allow_null=True, help_text="value of `cursor` for the next page")
    results = ConceptRowOut(many=True)


class ConceptEdgeOut(_PLAIN[None]):
    """The concept asked about is ``relation`` than ``concept``."""

    id = serializers.IntegerField(allow_null=True, help_text="null when inferred")
    relation = serializers.CharField()
    concept = ConceptNameOut()
    inferred = serializers.BooleanField()
    via = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="names of the concepts between"
    )
    via_concepts = serializers.ListField(child=serializers.IntegerField(), required=False)
    first_release = serializers.IntegerField(required=False)
    subject = TitleOut(required=False)
    object = TitleOut(required=False)


class EdgesOut(_OfRelease):
    """Edges of a concept."""

    concept = ConceptNameOut()
    edges = ConceptEdgeOut(many=True)
    cut = serializers.BooleanField(help_text="whether the limit left some out")


class NodeOut(_PLAIN[None]):
    """A concept in a picture."""

    id = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]
    size = serializers.IntegerField(help_text="titles")
    count = serializers.IntegerField()
    hops = serializers.IntegerField()


class LinkOut(_PLAIN[None]):
    """An edge in a picture: source is ``relation`` than target."""

    id = serializers.IntegerField()
    source = serializers.IntegerField()  # type: ignore[assignment]
    target = serializers.IntegerField()
    relation = serializers.CharField()


class LadderOut(_OfRelease):
    """Rungs from junior to senior; those on one rung need not be comparable."""

    concept = ConceptNameOut()
    rungs = serializers.ListField(child=ConceptNameOut(many=True))
    heights = serializers.ListField(
        child=serializers.IntegerField(),
        help_text="of each rung: steps on the longest way down to somebody without juniors",
    )
    self_rung = serializers.IntegerField(help_text="index of the concept's own rung")
    edges = LinkOut(many=True, help_text="the `senior` edges among them: source is senior to target")
    cut = serializers.IntegerField(help_text="concepts that the limit left out")


class ReachedOut(_OfRelease):
    """Numbers of concepts, ascending."""

    concept = ConceptNameOut()
    relation = serializers.CharField(help_text="what the concept is to all of them")
    total = serializers.IntegerField()
    next = serializers.IntegerField(allow_null=True, help_text="value of `cursor` for the next page")
    results = serializers.ListField(child=serializers.IntegerField())


class NeighbourhoodOut(_OfRelease):
    """Nodes and edges around a concept."""

    nodes = NodeOut(many=True)
    edges = LinkOut(many=True)
    cut = serializers.IntegerField(help_text="concepts that the limit left out")


class NodeChangeOut(NodeOut):
    """A concept of either release."""

    state = serializers.ChoiceField(choices=("kept", "added", "removed", "merged"))
    replaced_by = serializers.IntegerField(allow_null=True, help_text="what it was merged into")
    was = serializers.CharField(allow_null=True, help_text="its preferred title before, when another one")
    gained = serializers.ListField(
        child=serializers.CharField(), help_text="titles that it did not have before"
    )
    lost = serializers.ListField(child=serializers.CharField(), help_text="titles that it has no more")


class LinkChangeOut(LinkOut):
    """An edge of either release: source is (or was, when removed) ``relation`` than target."""

    state = serializers.ChoiceField(choices=("kept", "added", "removed", "altered"))
    was = serializers.CharField(
        allow_null=True, help_text="what the source was to the target before, when altered"
    )


class NeighbourhoodChangesOut(_OfRelease):
    """Nodes and edges around a concept in two releases, each with what became of it."""

    since = serializers.IntegerField()
    nodes = NodeChangeOut(many=True)
    edges = LinkChangeOut(many=True)
    cut = serializers.IntegerField(help_text="concepts that the limit left out")


class SuggestionOut(_PLAIN[None]):
    """A title that somebody may be typing."""

    text = serializers.CharField()
    title_id = serializers.IntegerField()
    concept_id = serializers.IntegerField()
    preferred = serializers.CharField()
    count = serializers.IntegerField()
    how = serializers.ChoiceField(choices=("prefix", "words", "corrected", "near"))


class SuggestOut(_OfRelease):
    """Suggestions, the best first."""

    suggestions = SuggestionOut(many=True)


class MatchOut(_PLAIN[None]):
    """A concept for a raw title."""

    concept_id = serializers.IntegerField()
    preferred = serializers.CharField()
    title = serializers.CharField(help_text="the title of the concept that matched")
    confidence = serializers.FloatField(help_text="0..1")
    method = serializers.ChoiceField(choices=("exact", "alias", "parsed", "nearest", "learned"))
    removed = serializers.ListField(
        child=serializers.CharField(), help_text="what was taken off the raw title"
    )


class LevelOut(_PLAIN[None]):
    """The rank that stands in a raw title."""

    rank = serializers.IntegerField(help_text="0 ordinary, below it trainees, above it seniors and managers")
    words = serializers.ListField(child=serializers.CharField())


class NormalizedOut(_PLAIN[None]):
    """The concept of a raw title, or that it is unknown."""

    input = serializers.CharField()
    match = MatchOut(allow_null=True)
    unknown = serializers.BooleanField()
    level = LevelOut(allow_null=True)
    core = serializers.CharField(help_text="the word that says what is done; empty where nothing is left")
    modifiers = serializers.ListField(
        child=serializers.CharField(), help_text="the other words, without noise"
    )
    candidates = MatchOut(many=True)


class TriedOut(_PLAIN[None]):
    """A reading of the raw title that was looked up."""

    reading = serializers.CharField()
    trust = serializers.FloatField(help_text="0..1, how much of the meaning is surely kept")
    removed = serializers.ListField(child=serializers.CharField())
    levels = serializers.ListField(child=serializers.CharField())
    found = serializers.CharField(allow_null=True, help_text="the title that it met")


class NearOut(_PLAIN[None]):
    """A title that is near in meaning or in letters."""

    title = serializers.CharField()
    concept_id = serializers.IntegerField()
    cosine = serializers.FloatField(help_text="of letters, 0..1")
    meaning = serializers.FloatField(
        allow_null=True, help_text="cosine by the learner, -1..1; null where the release has no learner"
    )


class InspectionOut(_PLAIN[None]):
    """The evidence behind an answer."""

    key = serializers.CharField()
    tried = TriedOut(many=True)
    near = NearOut(many=True)
    verdict = serializers.CharField()


class NormalizeOut(_OfRelease, NormalizedOut):
    """One raw title."""

    inspection = InspectionOut(required=False, help_text="with `inspect`")


class NormalizeBulkOut(_OfRelease):
    """Raw titles in the order in which they were sent."""

    results = NormalizedOut(many=True)
    unknown = serializers.IntegerField(help_text="how many are unknown")


class TermOut(_PLAIN[None]):
    """A term to search for as well: its concept is ``relation`` than the one asked about."""

    text = serializers.CharField()
    concept_id = serializers.IntegerField()
    weight = serializers.FloatField(help_text="0..1")
    hops = serializers.IntegerField()
    relation = serializers.CharField(help_text="what the term's concept is to the one asked about")
    reason = serializers.CharField()
    edges = serializers.ListField(
        child=serializers.IntegerField(),
        help_text="that the term stands on: `edges/{id}/why`, and for `feedback`",
    )


class ExpandOut(_OfRelease):
    """Terms by falling weight; ``concept`` is null when the query is unknown."""

    concept = ConceptNameOut(allow_null=True)
    match = MatchOut(allow_null=True, help_text="how the query was understood; null when a concept was named")
    terms = TermOut(many=True)


class PathStepOut(_PLAIN[None]):
    """One edge of a way: ``from`` is ``relation`` than ``to``."""

    edge_id = serializers.IntegerField()
    relation = serializers.CharField()
    to = ConceptNameOut()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """``from`` is a word of the language and cannot be a class attribute."""
        return {"from": ConceptNameOut(), **super().get_fields()}


class PathOut(_OfRelease):
    """A shortest way."""

    found = serializers.BooleanField()
    steps = PathStepOut(many=True)
    length = serializers.IntegerField(allow_null=True)
