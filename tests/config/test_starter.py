from __future__ import annotations

from pathlib import Path

import pytest

from config.starter import starter_load
from kgraph.models import Concept, Release
from taxonomy.models import Decision, Title

pytestmark = pytest.mark.django_db(transaction=True)

KITCHEN = """
family = "Kitchens"

[[concept]]
title = "head chef"
synonyms = ["chef de cuisine", "a kitchen manager"]

[[concept]]
title = "line cook"
synonyms = ["chef de partie"]

[[concept]]
title = "cook"

[[ladder]]
rungs = ["line cook", "head chef"]

[[broader]]
title = "cook"
narrower = ["line cook"]
"""


def test_the_starter_is_loaded_once_and_keeps_the_names_that_were_chosen_by_hand(tmp_path: Path) -> None:
    (tmp_path / "kitchens.toml").write_text(KITCHEN)

    first = starter_load(folder=tmp_path)
    titles, decisions = Title.objects.count(), Decision.objects.count()
    second = starter_load(folder=tmp_path)

    named = Concept.objects.filter(replaced_by=None).values_list("preferred__text", flat=True)
    assert set(named) == {"head chef", "line cook", "cook"}
    assert (first["release"], Release.objects.get().state) == (1, "published")
    assert "titles" not in second
    assert (Title.objects.count(), Decision.objects.count()) == (titles, decisions) == (6, 6)
