"""Why a decision is refused: the rule, the chain of edges that proves it, and a sentence for the person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from kgraph.core.algebra.facts import BROADER, RELATED, SENIOR, SYNONYM, UNRELATED, GraphEdge
from taxonomy.core.errors import Fault


class Rule(StrEnum):
    """What a decision would break."""

    CYCLE = "cycle"  # rule 2: a circle of broader, or of senior
    INSIDE_CONCEPT = "inside_concept"  # rule 3: another relation than synonym within a concept
    EXCLUSIVE = "exclusive"  # rule 3: two relations between the same two concepts, counting closure
    ON_PATH = "on_path"  # rule 4: related or unrelated along a broader path
    SECOND_YES = "second_yes"  # nor this: it changes so much that another person must agree
    RETIRED = "retired"  # no rule of the algebra: one of the titles was taken out of the graph


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One edge of a proof: the subject is ``relation`` than the object."""

    edge: int
    decision: int
    relation: str
    subject: int
    subject_title: str
    object: int
    object_title: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A decision breaks a rule. The chain leads from one of its titles to the other; with it, it breaks the rule."""

    rule: Rule
    chain: tuple[ChainLink, ...]
    sentence: str

    def chain_data(self) -> list[dict[str, Any]]:
        """The chain as JSON data."""
        return [asdict(link) for link in self.chain]


class AlgebraRefusal(Fault):
    """A refusal as a fault: ``extra`` carries the rule and the chain."""

    code = "algebra.refused"
    status = 409

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(
            refusal.sentence,
            field="relation",
            extra={"rule": refusal.rule.value, "chain": refusal.chain_data()},
        )
        self.refusal = refusal


class CycleRefused(AlgebraRefusal):
    """Rule 2."""

    code = "algebra.cycle"


class InsideConceptRefused(AlgebraRefusal):
    """Rule 3, within a concept."""

    code = "algebra.inside_concept"


class ExclusiveRefused(AlgebraRefusal):
    """Rule 3, between two concepts."""

    code = "algebra.exclusive"


class OnPathRefused(AlgebraRefusal):
    """Rule 4."""

    code = "algebra.on_path"


class RetiredRefused(AlgebraRefusal):
    """One of the titles belongs to a retired concept; there is no chain."""

    code = "concept.retired"


class SecondYesNeeded(AlgebraRefusal):
    """The decision changes so much that another person must agree; there is no chain."""

    code = "decision.second_yes_needed"


_FAULTS: dict[Rule, type[AlgebraRefusal]] = {
    Rule.CYCLE: CycleRefused,
    Rule.INSIDE_CONCEPT: InsideConceptRefused,
    Rule.EXCLUSIVE: ExclusiveRefused,
    Rule.ON_PATH: OnPathRefused,
    Rule.RETIRED: RetiredRefused,
    Rule.SECOND_YES: SecondYesNeeded,
}

_SAYS = {
    SYNONYM: "means the same as",
    BROADER: "is broader than",
    SENIOR: "is senior to",
    RELATED: "is related to",
    UNRELATED: "is unrelated to",
}


def refusal_fault(refusal: Refusal) -> AlgebraRefusal:
    """The exception for a refusal, of the class whose code names the rule."""
    return _FAULTS[refusal.rule](refusal)


def refusal_of_retired(title: str, concept: int, reason: str) -> Refusal:
    """The refusal of a decision on a title that is out of the graph."""
    return Refusal(
        Rule.RETIRED,
        (),
        f"“{title}” (concept {concept}) was retired: {reason}. Lift that first, or choose another title.",
    )


def rule_broken(relations: Sequence[str]) -> Rule:
    """The rule that a closed walk over edges of these relations breaks (see `machines`)."""
    kinds = [relation for relation in relations if relation != SYNONYM]
    if len(kinds) == 1:
        return Rule.INSIDE_CONCEPT
    if len(set(kinds)) == 1:
        return Rule.CYCLE
    if BROADER in kinds and SENIOR not in kinds and len(kinds) > 2:
        return Rule.ON_PATH
    return Rule.EXCLUSIVE


def refusal_of(new: GraphEdge, chain: Sequence[GraphEdge], names: Mapping[int, str]) -> Refusal:
    """The refusal of ``new``, proved by ``chain``.

    Args:
        names: the words of all titles in both.
    """
    rule = rule_broken([new.relation, *(edge.relation for edge in chain)])
    links = tuple(
        ChainLink(e.id, e.decision, e.relation, e.subject, names[e.subject], e.object, names[e.object])
        for e in chain
    )
    facts = "; ".join(_says(edge, names) for edge in chain)
    return Refusal(
        rule, links, f"It cannot be that {_says(new, names)}: {_because(rule, new, chain)} ({facts})."
    )


def _says(edge: GraphEdge, names: Mapping[int, str]) -> str:
    return f"“{names[edge.subject]}” {_SAYS[edge.relation]} “{names[edge.object]}”"


def _because(rule: Rule, new: GraphEdge, chain: Sequence[GraphEdge]) -> str:
    kinds = {new.relation, *(edge.relation for edge in chain)} - {SYNONYM}
    if rule is Rule.INSIDE_CONCEPT:
        if new.relation == SYNONYM:
            return "titles of one concept mean the same and cannot have another relation to each other"
        return "both are titles of one concept already"
    if rule is Rule.CYCLE:
        return f"it would close a circle of {kinds.pop()} titles"
    if rule is Rule.ON_PATH:
        sort = RELATED if RELATED in kinds else UNRELATED
        return f"two titles cannot be {sort} when a path of broader ones leads from one to the other"
    one, other = sorted(kinds)
    return f"two concepts would be {one} and {other} at once"
