"""Static files: WhiteNoise, and a UI that may be built anew below a running server."""

from __future__ import annotations

import re
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware

UI_PREFIX: Final = f"{settings.STATIC_URL}ui/"
HASHED: Final = re.compile(r"/assets/[^/]+-[A-Za-z0-9_-]{8}\.\w+$")
"""Names that the build of the UI ends with a hash of the content; such a file never changes."""


class StaticMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]  # the library has no types
    """Looks for files of the UI when they are asked for.

    WhiteNoise lists all files once, at the start. A build replaces those of the UI, and every page would be
    blank until the next start; what costs nothing is to look (some 100 microseconds, once for each browser and file).
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve a file, or pass the request on."""
        if not request.path_info.startswith(UI_PREFIX):
            answer: HttpResponseBase = super().__call__(request)
            return answer
        found = self.find_file(request.path_info)
        if found is not None:
            try:
                served: HttpResponseBase = self.serve(found, request)
                return served
            except FileNotFoundError:  # replaced by a build in this very moment
                pass
        passed: HttpResponseBase = self.get_response(request)
        return passed

    def immutable_file_test(self, path: str, url: str) -> bool:
        """Whether browsers may keep the file for ever."""
        return bool(HASHED.search(url)) if url.startswith(UI_PREFIX) else self._is_hashed(path, url)

    def _is_hashed(self, path: str, url: str) -> Any:
        return super().immutable_file_test(path, url)
