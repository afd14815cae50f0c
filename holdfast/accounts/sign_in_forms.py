"""The forms of signing in, in our own words. allauth's views ask settings for them."""

from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base import forms as code_forms
from allauth.mfa.totp import forms as app_forms
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.contrib.auth import password_validation
from django.utils import timezone

from holdfast.accounts.codes import step_of, use_code
from holdfast.accounts.lockout import count_wrong_code, forget_wrong_codes, may_try_code

WRONG_CODE = "That code is not right, or it was used already. Enter the code that shows now."
WRONG_PASSKEY = "That passkey did not work. Try again, or use another way."
LONG_ENOUGH = "At least 12 characters. Three or four words that do not belong together are easy to keep in mind."


def password_field(label: str, missing: str, *, autocomplete: str = "current-password", **options) -> forms.CharField:
    """A password: typed as it is, spaces too."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    errors = {"required": missing, "max_length": "Use a shorter password: 200 characters at most"}
    return forms.CharField(label=label, strip=False, max_length=200, widget=widget, error_messages=errors, **options)


def code_field(label: str, **options) -> forms.CharField:
    """A code to type: digits, with or without the gaps they are shown with."""
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "hf-code"})
    errors = {"required": "Enter the code", "max_length": WRONG_CODE}
    return forms.CharField(label=label, max_length=20, widget=widget, error_messages=errors, **options)


class CredentialField(forms.JSONField):
    """What a browser says about a passkey. Anything else is a passkey that did not work."""

    widget = forms.HiddenInput
    default_error_messages = {"required": WRONG_PASSKEY, "invalid": WRONG_PASSKEY}

    def to_python(self, value):
        try:
            said = super().to_python(value)
        except RecursionError:
            said = None
        if not isinstance(said, dict) or not said:  # 0 and false are valid JSON, and no passkey
            raise forms.ValidationError(WRONG_PASSKEY)
        return said


class ReadsCredential:
    """Answers a credential that cannot be read with a sentence: the library below raises all sorts."""

    def _clean_fields(self):
        self._quietly(super()._clean_fields)

    def _clean_form(self):
        self._quietly(super()._clean_form)

    def _quietly(self, clean):
        try:
            clean()
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            self.add_error("credential", WRONG_PASSKEY)


class SignInForm(account_forms.LoginForm):
    """Email address and password."""

    password = password_field("Password", "Enter your password")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.EmailField(
            label="Email address",
            max_length=254,
            widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
            error_messages={
                "required": "Enter your email address",
                "invalid": "Enter your email address, for example name@hub.example",
                "max_length": "Enter your email address: this one is too long",
            },
        )
        self.order_fields(["login", "password"])

    def clean_login(self):
        return self.cleaned_data["login"].strip().lower()


class ConfirmPasswordForm(account_forms.ReauthenticateForm):
    """The password once more, before something important changes."""

    password = password_field("Your password", "Enter your password")


class NewPasswordForm(account_forms.ChangePasswordForm):
    """A new password in place of the old one. Guesses at the old one are counted as at sign-in."""

    oldpassword = password_field("Your password now", "Enter your password")
    password1 = password_field(
        "New password", "Enter a new password", autocomplete="new-password", help_text=LONG_ENOUGH
    )
    password2 = password_field(
        "New password again", "Enter the new password a second time", autocomplete="new-password"
    )

    def clean_oldpassword(self):
        if not get_adapter().reauthenticate(self.user, self.cleaned_data["oldpassword"]):
            raise get_adapter().validation_error("enter_current_password")
        return self.cleaned_data["oldpassword"]

    def clean_password1(self):
        password_validation.validate_password(self.cleaned_data["password1"], self.user)
        return self.cleaned_data["password1"]


class FirstPasswordForm(forms.Form):
    """The password somebody chooses when they join."""

    password = password_field(
        "Choose a password", "Enter a password", autocomplete="new-password", help_text=LONG_ENOUGH
    )
    again = password_field("The same password again", "Enter the password a second time", autocomplete="new-password")

    def __init__(self, account, *args, **kwargs):
        self.account = account
        super().__init__(*args, **kwargs)

    def clean_password(self):
        password_validation.validate_password(self.cleaned_data["password"], self.account)
        return self.cleaned_data["password"]

    def clean(self):
        given = super().clean()
        if {"password", "again"} <= given.keys() and given["password"] != given["again"]:
            self.add_error("again", "Enter the same password in both boxes")
        return given


class CountsCodes:
    """Looks at a code, counting wrong ones."""

    def clean_code(self):
        code = self.cleaned_data["code"]
        if not may_try_code(context.request, self.user):
            raise forms.ValidationError(WRONG_CODE)
        self.authenticator = use_code(self.user, code, now=timezone.now())
        if self.authenticator is None:
            count_wrong_code(context.request, self.user)
            raise forms.ValidationError(WRONG_CODE)
        forget_wrong_codes(self.user)
        return code


class CodeForm(CountsCodes, code_forms.AuthenticateForm):
    """The code after the password."""

    code = code_field("Code")


class ConfirmCodeForm(CountsCodes, code_forms.ReauthenticateForm):
    """A code once more, before something important changes."""

    code = code_field("Code")


class SetUpAppForm(app_forms.ActivateTOTPForm):
    """The first code of a new authenticator app."""

    code = code_field("Code that the app shows")

    def clean_code(self):
        self.step = step_of(self.cleaned_data["code"], self.secret, now=timezone.now())
        if self.step is None:
            raise forms.ValidationError("That code is not right. Enter the code the app shows now.")
        return self.cleaned_data["code"]


class AddPasskeyForm(ReadsCredential, passkey_forms.AddWebAuthnForm):
    """A new passkey. It always asks for a fingerprint, a face or a PIN: see `second_factor.AddPasskey`."""

    passwordless = None
    credential = CredentialField()
    name = forms.CharField(
        label="Name of this passkey",
        help_text="So that you know it again, for example Work laptop.",
        max_length=60,
        required=False,
        error_messages={"max_length": "Use a shorter name: 60 characters at most"},
    )


class RenamePasskeyForm(passkey_forms.EditWebAuthnForm):
    """Another name for a passkey."""

    name = forms.CharField(
        label="Name of this passkey",
        max_length=60,
        error_messages={"required": "Enter a name", "max_length": "Use a shorter name: 60 characters at most"},
    )


class PasskeyForm(ReadsCredential, passkey_forms.AuthenticateWebAuthnForm):
    """A passkey after the password."""

    credential = CredentialField()


class SignInPasskeyForm(ReadsCredential, passkey_forms.LoginWebAuthnForm):
    """A passkey instead of the password."""

    credential = CredentialField()


class ConfirmPasskeyForm(ReadsCredential, passkey_forms.ReauthenticateWebAuthnForm):
    """A passkey once more, before something important changes."""

    credential = CredentialField()
