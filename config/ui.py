"""The page that carries the built UI; the browser's router does the rest."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

NOT_BUILT = "The UI is not built. Run 'make run', which builds it, or 'npm run build' in frontend/."


@require_safe
@ensure_csrf_cookie
def ui_page(request: HttpRequest) -> HttpResponse:
    """``index.html`` of the built UI, never cached (its scripts and styles are, under hashed names)."""
    index = settings.UI_DIST / "index.html"
    if not index.is_file():
        return HttpResponse(NOT_BUILT, status=503, content_type="text/plain")
    page = HttpResponse(index.read_bytes(), content_type="text/html; charset=utf-8")
    page["Cache-Control"] = "no-cache"
    return page
