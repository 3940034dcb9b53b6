"""What stands before every page: the login, and headers that keep pages private and scripts out."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.db import OperationalError
from django.http import HttpRequest, HttpResponseBase

from desk.views import faults
from dossier.errors import WeatherError
from storage.objects import ObjectMissing

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

PAGE_CSP = (
    "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Chromium shows a PDF in a page of its own making, which wants an embed and inline styles (crbug.com/271452).
PDF_CSP = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
)
FILE_CSP = "default-src 'none'; sandbox; frame-ancestors 'none'"

_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": PAGE_CSP,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def guarded(view: View[P]) -> View[P]:
    """``view`` with the headers; one that sets a header itself keeps its own."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return answer


def behind_login(view: View[P]) -> View[P]:
    """``view`` for agents who are logged in, with the headers; others are sent to the login page."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except ObjectMissing:
            return faults.gone(request)
        except (WeatherError, OperationalError):
            return faults.weather(request)

    return guarded(login_required(answer))
