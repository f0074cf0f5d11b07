"""Words that say how high a job stands rather than what is done in it.

Used to notice labels that hide seniority and to block candidates. The learner has a finer view of its own
(levels as numbers); this is the plain list that importers can rely on.
"""

from __future__ import annotations

import re

LEVEL_WORDS: frozenset[str] = frozenset(
    """
    senior sr snr junior jr jnr lead leader leading principal chief head trainee apprentice intern internship
    assistant asst associate assoc deputy vice supervisor supervising manager managing director executive
    president vp svp evp avp ceo cfo cto coo cio partner staff entry graduate student working fellow
    foreman forewoman foreperson superintendent master
    i ii iii iv v vi 1 2 3 4 5
    """.split()
)
_WORD = re.compile(r"[^\W_]+(?:[+#]+)?")


def level_words_of(key: str) -> frozenset[str]:
    """The level words of a folded title."""
    return LEVEL_WORDS.intersection(_WORD.findall(key))


def without_level_words(key: str) -> str:
    """A folded title's words without its level words, in order; empty when it has no others."""
    return " ".join(
        word for word in _WORD.findall(key) if word not in LEVEL_WORDS and word not in {"of", "the"}
    )
