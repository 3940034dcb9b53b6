"""Logging in and out."""

from django.contrib.auth.views import LoginView, LogoutView

connexion = LoginView.as_view(template_name="desk/connexion.html", redirect_authenticated_user=True)
deconnexion = LogoutView.as_view(next_page="connexion")
