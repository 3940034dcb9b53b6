"""Pages that say what went wrong, and whose turn it is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return _fault(request, 400, "Demande incomprise", "L'adresse ou le formulaire envoyé n'est pas correct.")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was raised says why."""
    return _fault(request, 403, "Accès refusé", str(exception) or "Cette page ne peut pas être affichée ainsi.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return _fault(request, 404, "Page introuvable", "Cette adresse ne correspond à aucune page ni à aucun dossier.")


def gone(request: HttpRequest) -> HttpResponse:
    """The register knows of an object that the store does not have."""
    return _fault(
        request,
        404,
        "Fichier absent",
        "Ce fichier n'est plus dans le stockage. Prévenez l'exploitant s'il doit y être.",
    )


def our_fault(request: HttpRequest) -> HttpResponse:
    return _fault(
        request, 500, "Erreur du guichet", "Une erreur s'est produite. Si elle se répète, prévenez l'exploitant."
    )


def weather(request: HttpRequest) -> HttpResponse:
    """The store or the register does not answer."""
    return _fault(
        request,
        503,
        "Service momentanément indisponible",
        "Le stockage ou le registre ne répond pas. Rien n'est perdu : réessayez dans quelques minutes.",
    )


def _fault(request: HttpRequest, status: int, title: str, message: str) -> HttpResponse:
    return render(request, "desk/erreur.html", {"title": title, "message": message}, status=status)
