"""Where signing in lives. Only these of allauth's pages are open: no sign-up, no email, no reset by mail."""

from allauth.account import views as account
from allauth.mfa.base import views as codes
from allauth.mfa.recovery_codes.views import view_recovery_codes
from allauth.mfa.webauthn.views import login_webauthn
from django.urls import path

from holdfast.accounts import second_factor
from holdfast.accounts.gate import anyone, signed_in
from holdfast.accounts.invitations import join
from holdfast.accounts.passwords import change_password

urlpatterns = [
    path("sign-in/", anyone(account.login), name="account_login"),
    path("sign-in/code/", anyone(codes.authenticate), name="mfa_authenticate"),
    path("sign-in/passkey/", anyone(login_webauthn), name="mfa_login_webauthn"),
    path("sign-in/closed/", anyone(account.account_inactive), name="account_inactive"),
    path("sign-out/", anyone(account.logout), name="account_logout"),
    path("join/<str:token>/", anyone(join), name="join"),
    path("account/", signed_in(codes.index), name="mfa_index"),
    path("account/password/", signed_in(change_password), name="account_change_password"),
    path("account/confirm/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("account/confirm/code/", signed_in(codes.reauthenticate), name="mfa_reauthenticate"),
    path(
        "account/confirm/passkey/",
        signed_in(second_factor.ConfirmByPasskey.as_view()),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/app/", signed_in(second_factor.SetUpApp.as_view()), name="mfa_activate_totp"),
    path("account/app/remove/", signed_in(second_factor.RemoveApp.as_view()), name="mfa_deactivate_totp"),
    path("account/codes/", signed_in(view_recovery_codes), name="mfa_view_recovery_codes"),
    path("account/codes/new/", signed_in(second_factor.NewRecoveryCodes.as_view()), name="mfa_generate_recovery_codes"),
    path("account/passkeys/add/", signed_in(second_factor.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/name/", signed_in(second_factor.RenamePasskey.as_view()), name="mfa_edit_webauthn"),
    path(
        "account/passkeys/<int:pk>/remove/",
        signed_in(second_factor.RemovePasskey.as_view()),
        name="mfa_remove_webauthn",
    ),
]
