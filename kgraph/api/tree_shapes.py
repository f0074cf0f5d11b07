"""What goes in and out of the endpoints of the taxonomy page's tree, for validation and for the schema."""

from __future__ import annotations

from rest_framework import serializers

from kgraph.api.decision_shapes import TitleInShort
from kgraph.api.retirements import RetirementOut
from kgraph.selectors.concept_page import RELATIONS_SHOWN
from kgraph.selectors.tree import DESCENDANTS_COUNTED
from taxonomy.core.relations import RELATIONS

_PLAIN = serializers.Serializer
CURSOR = "^[A-Za-z0-9_-]{1,1700}$"
SEARCH_CURSOR = "^[0-9]{1,19}-[0-9]{1,19}$"
MAX_PAGE = 500


class TreeQuery(_PLAIN[None]):
    """A page of the tree."""

    cursor = serializers.RegexField(CURSOR, required=False, default="", allow_blank=True)
    page_size = serializers.IntegerField(required=False, default=100, min_value=1, max_value=MAX_PAGE)


class TopsQuery(TreeQuery):
    """A page of concepts that stand under nothing."""

    q = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=300, help_text="beginning of the name"
    )


class TreeSearchQuery(_PLAIN[None]):
    """A search with paths."""

    q = serializers.CharField(max_length=300)
    cursor = serializers.RegexField(SEARCH_CURSOR, required=False, default="", allow_blank=True)
    page_size = serializers.IntegerField(required=False, default=25, min_value=1, max_value=100)


class TreeNodeOut(_PLAIN[None]):
    """A concept in the tree."""

    id = serializers.IntegerField()
    name = serializers.CharField(help_text="the preferred title")
    title = serializers.IntegerField(help_text="id of the preferred title")
    language = serializers.CharField()
    titles = serializers.IntegerField(
        help_text="how many titles it has; 0 when it was merged into another one"
    )
    children = serializers.IntegerField(help_text="concepts right below")
    parents = serializers.IntegerField(help_text="concepts right above; it stands under each of them")
    descendants = serializers.IntegerField(
        help_text=f"concepts below, at most {DESCENDANTS_COUNTED:,} are counted"
    )
    counted_all = serializers.BooleanField(help_text="false: there are more below than `descendants` says")


class TreePageOut(_PLAIN[None]):
    """Concepts in the order of their names."""

    next = serializers.CharField(allow_null=True, help_text="value of `cursor` for the next page")
    results = TreeNodeOut(many=True)


class ConceptInShort(_PLAIN[None]):
    """A concept by its preferred title."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class TreeFoundOut(_PLAIN[None]):
    """A title that was found, its concept, and a way down to it from the top."""

    title = TitleInShort()
    concept = serializers.IntegerField()
    name = serializers.CharField()
    path = ConceptInShort(many=True)


class TreeSearchOut(_PLAIN[None]):
    """A page of what was found, most used first."""

    next = serializers.CharField(allow_null=True, help_text="value of `cursor` for the next page")
    results = TreeFoundOut(many=True)


class ConceptTitleOut(_PLAIN[None]):
    """A title of a concept."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    count = serializers.IntegerField(help_text="how often it was seen over all sources")
    preferred = serializers.BooleanField()


class ConceptRelationOut(_PLAIN[None]):
    """The concept is ``relation`` than another one, by an edge between two of their titles."""

    edge = serializers.IntegerField()
    decision = serializers.IntegerField()
    relation = serializers.ChoiceField(choices=RELATIONS)
    title = TitleInShort()
    other = ConceptInShort()
    other_title = TitleInShort()


class ConceptDetailOut(TreeNodeOut):
    """One concept of the working graph."""

    state = serializers.ChoiceField(choices=("current", "replaced", "retired"))
    replaced_by = serializers.IntegerField(allow_null=True)
    retirement = RetirementOut(allow_null=True)
    all_titles = ConceptTitleOut(many=True)
    family = ConceptInShort(allow_null=True, help_text="the top of the first way up; null outside the tree")
    paths = serializers.ListField(
        child=ConceptInShort(many=True), help_text="ways from the top down to right above it, shortest first"
    )
    relations = ConceptRelationOut(many=True, help_text=f"the first {RELATIONS_SHOWN}")
    edges = serializers.IntegerField(help_text="how many relations there are")
    watching = serializers.BooleanField(help_text="whether the caller watches it")
    watchers = serializers.IntegerField()
    comments = serializers.IntegerField()
    created_at = serializers.DateTimeField()
