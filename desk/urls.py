"""The addresses of the desk. Everything but the login page is behind the login."""

from django.urls import path

from desk.protection import behind_login, guarded
from desk.views import (
    courriers,
    dossier,
    dossiers,
    faults,
    files,
    lots,
    page,
    piece,
    quarantaine,
    rattachement,
    session,
)

urlpatterns = [
    path("connexion/", guarded(session.connexion), name="connexion"),
    path("deconnexion/", guarded(session.deconnexion), name="deconnexion"),
    path("", behind_login(dossiers.dossiers), name="dossiers"),
    path("courriers/", behind_login(courriers.courriers), name="courriers"),
    path("courriers/a-rattacher/", behind_login(rattachement.a_rattacher), name="a_rattacher"),
    path("courriers/<str:pli_id>/rattachement/", behind_login(rattachement.rattachement), name="rattachement"),
    path("quarantaine/", behind_login(quarantaine.quarantaine), name="quarantaine"),
    path("lots/", behind_login(lots.lots), name="lots"),
    path("lots/<str:number>/vu", behind_login(lots.seen), name="lot_vu"),
    path("plis/<str:pli_id>/fichier", behind_login(files.received), name="fichier_recu"),
    path("dossiers/<str:dossier_id>/", behind_login(dossier.dossier), name="dossier"),
    path("dossiers/<str:dossier_id>/manifeste.json", behind_login(files.manifest), name="manifeste"),
    path("dossiers/<str:dossier_id>/revisions/<int:number>.json", behind_login(files.revision), name="revision"),
    path("dossiers/<str:dossier_id>/originaux/<int:index>", behind_login(files.original), name="original"),
    path("dossiers/<str:dossier_id>/pieces/<int:rank>/", behind_login(piece.piece), name="piece"),
    path("dossiers/<str:dossier_id>/pieces/<int:rank>/piece.pdf", behind_login(files.piece_pdf), name="piece_pdf"),
    path("dossiers/<str:dossier_id>/pieces/<int:rank>/pages/<int:number>.jpg", behind_login(page.page), name="page"),
    path(
        "dossiers/<str:dossier_id>/pieces/<int:rank>/vignettes/<int:number>.jpg",
        behind_login(page.thumbnail),
        name="vignette",
    ),
]

handler400 = guarded(faults.bad_request)
handler403 = guarded(faults.forbidden)
handler404 = guarded(faults.not_found)
handler500 = guarded(faults.our_fault)
