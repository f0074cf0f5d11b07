"""The shapes of contradiction, as finite automata over steps.

A graph contradicts itself exactly when it holds a closed walk of one of these shapes (concepts as nodes;
``B`` a broader edge, ``S`` a senior one, ``R`` related, ``U`` unrelated, ``+`` one or more in one direction):

====================  =====================================================================
``B+`` or ``S+``      a circle (rule 2; with one edge: an edge inside a concept, rule 3)
``B+ S+``             a pair in broader and senior at once, in whatever directions (rule 3)
``B+ R``, ``B+ U``    related or unrelated along a broader path (rule 4), or a pair in both (rule 3)
``S+ R``, ``S+ U``    a pair in senior and in related or unrelated (rule 3)
``R U``               a pair in both (rule 3)
``R`` or ``U``        an edge inside a concept (rule 3)
====================  =====================================================================

A new edge from A to B adds a contradiction exactly when the graph holds the rest of such a walk: a walk from A
to B whose word is a shape with the new edge cut out. For a new synonym edge, which makes one node of A and B,
that is a shape cut open at any place. One crossing of the new node is enough: a closed walk that passes a node
twice falls into two closed walks there, one of which is a shape by itself.

Walks are described upwards only (towards the broader or the senior): the ancestors of a title are few where its
descendants may be a good part of the graph. The mirrored shapes are found by walking from B to A.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from kgraph.core.algebra.facts import BROADER, JUNIOR, NARROWER, RELATED, SENIOR, SYNONYM, UNRELATED, Step
from taxonomy.core.relations import inverse

Arrows = dict[int, tuple[tuple[Step, int], ...]]

_FAN_OUT = {NARROWER: 64, JUNIOR: 8}
"""How much wider a step downwards is expected to be than one upwards; steers which end of a search moves."""


@dataclass(frozen=True)
class Machine:
    """An automaton that starts in state 0 and accepts in every state.

    Attributes:
        arrows: for each state the steps it allows and the state after each.
    """

    arrows: Arrows

    @cached_property
    def backward(self) -> Arrows:
        """The same walks from their end: each step inverted, each arrow turned round."""
        turned: dict[int, list[tuple[Step, int]]] = {state: [] for state in self.arrows}
        for state, steps in self.arrows.items():
            for step, after in steps:
                turned[after].append((inverse(step), state))
        return {state: tuple(steps) for state, steps in turned.items()}

    @cached_property
    def on_titles(self) -> Machine:
        """The same walks over titles: at any moment one may pass to another title of the concept."""
        return Machine({state: (*steps, (SYNONYM, state)) for state, steps in self.arrows.items()})

    @cached_property
    def weights(self) -> dict[int, int]:
        """What a node in each state is expected to cost the near side of a search."""
        return _weights(self.arrows)

    @cached_property
    def backward_weights(self) -> dict[int, int]:
        """The same for the far side."""
        return _weights(self.backward)


def _weights(arrows: Arrows) -> dict[int, int]:
    return {state: sum(_FAN_OUT.get(step, 1) for step, _ in steps) for state, steps in arrows.items()}


def _directed(own: Step, other: Step, other_back: Step) -> Machine:
    """Walks that contradict a new edge of a directed relation: ``own* other* own*`` and ``own* (R|U) own*``."""
    return Machine(
        {
            0: ((own, 0), (other, 1), (other_back, 2), (RELATED, 3), (UNRELATED, 3)),
            1: ((other, 1), (own, 3)),
            2: ((other_back, 2), (own, 3)),
            3: ((own, 3),),
        }
    )


def _symmetric(opposite: Step) -> Machine:
    """Walks that contradict a new related (or unrelated) edge: ``B+``, ``S+``, or the opposite one."""
    return Machine(
        {
            0: ((BROADER, 1), (SENIOR, 2), (opposite, 3)),
            1: ((BROADER, 1),),
            2: ((SENIOR, 2),),
            3: (),
        }
    )


_JOINED = Machine(
    {
        0: ((BROADER, 1), (SENIOR, 2), (JUNIOR, 3), (RELATED, 10), (UNRELATED, 11)),
        # B* S* B* and B* (R|U) B*
        1: ((BROADER, 1), (SENIOR, 4), (JUNIOR, 5), (RELATED, 6), (UNRELATED, 6)),
        4: ((SENIOR, 4), (BROADER, 6)),
        5: ((JUNIOR, 5), (BROADER, 6)),
        6: ((BROADER, 6),),
        # S* B* S* and S* (R|U) S*; junior steps come with broader ones only, the rest is seen from the other end
        2: ((SENIOR, 2), (BROADER, 7), (RELATED, 9), (UNRELATED, 9)),
        7: ((BROADER, 7), (SENIOR, 9)),
        9: ((SENIOR, 9),),
        3: ((JUNIOR, 3), (BROADER, 8)),
        8: ((BROADER, 8), (JUNIOR, 12)),
        12: ((JUNIOR, 12),),
        # R first: alone, R U, R B*, R S*; U likewise
        10: ((UNRELATED, 13), (BROADER, 6), (SENIOR, 9)),
        11: ((RELATED, 13), (BROADER, 6), (SENIOR, 9)),
        13: (),
    }
)

SEARCHES: dict[str, tuple[tuple[Machine, bool], ...]] = {
    BROADER: ((_directed(BROADER, SENIOR, JUNIOR), False),),
    SENIOR: ((_directed(SENIOR, BROADER, NARROWER), False),),
    RELATED: ((_symmetric(UNRELATED), False), (_symmetric(UNRELATED), True)),
    UNRELATED: ((_symmetric(RELATED), False), (_symmetric(RELATED), True)),
    SYNONYM: ((_JOINED, False), (_JOINED, True)),
}
"""For each relation of a new edge from A to B the walks to look for; True: from B to A."""
