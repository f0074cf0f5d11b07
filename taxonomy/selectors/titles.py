"""Reading titles: search by the beginnings of words, most used first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q, QuerySet

from taxonomy.core.errors import NotFound
from taxonomy.core.normalisation import clean, fold
from taxonomy.models import Title, TitleForm

_WORD = re.compile(r"[^\W_]+")
FORMS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class TitlePage:
    """A page of titles and where the next one begins: (count, id) of the last title, or None at the end."""

    titles: list[Title]
    next: tuple[int, int] | None


def titles_matching(q: str, language: str = "") -> QuerySet[Title]:
    """Titles in which every word of ``q`` begins some word; all titles when ``q`` has none."""
    found = Title.objects.all()
    if language:
        found = found.filter(language=language)
    words = _WORD.findall(fold(clean(q)))
    if words:
        # The words hold letters and digits only, so nothing of the query language can come through them.
        query = " & ".join(f"{word}:*" for word in words)
        found = found.annotate(words=SearchVector("key", config="simple")).filter(
            words=SearchQuery(query, config="simple", search_type="raw")
        )
    return found


def titles_page(
    *, q: str = "", language: str = "", after: tuple[int, int] | None = None, size: int = 50
) -> TitlePage:
    """A page in the order of use, then of id; equally fast at any depth."""
    found = titles_matching(q, language)
    if after is not None:
        count, last = after
        found = found.filter(Q(count__lt=count) | Q(count=count, id__gt=last))
    titles = list(found.order_by("-count", "id")[: size + 1])
    more = len(titles) > size
    titles = titles[:size]
    return TitlePage(titles, (titles[-1].count, titles[-1].pk) if more else None)


def title_detail(title_id: int) -> dict[str, Any]:
    """A title with the raw forms in which it was seen.

    Raises:
        NotFound: there is no such title.
    """
    title = Title.objects.filter(pk=title_id).first()
    if title is None:
        raise NotFound(f"There is no title {title_id}.")
    forms = (
        TitleForm.objects.filter(title=title).select_related("source").order_by("-count", "pk")[:FORMS_SHOWN]
    )
    return {
        **title_ref(title),
        "created_at": title.created_at,
        "forms": [
            {
                "raw": form.raw,
                "source": form.source.name,
                "external_id": form.external_id,
                "preferred": form.preferred,
                "count": form.count,
            }
            for form in forms
        ],
    }


def title_ref(title: Title) -> dict[str, Any]:
    """The short form in which other answers name a title."""
    return {"id": title.pk, "text": title.text, "language": title.language, "count": title.count}
