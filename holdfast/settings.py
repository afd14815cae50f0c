"""Django settings: what the installation needs, all from the environment.

`HOLDFAST_DATABASE_URL` serves the pages and the worker, `HOLDFAST_OWNER_URL` migrates and never serves,
`HOLDFAST_STATE` is the folder for everything that is kept outside the database (keys, audit heads, the
embedded database). docs/operations.md lists every name.
"""

from pathlib import Path

from holdfast.environment import Environment
from holdfast.people.keyring import load_keyring

BASE_DIR = Path(__file__).resolve().parent
ENVIRONMENT = Environment.read()

DEMO = ENVIRONMENT.demo
DEBUG = False
KEYRING = load_keyring(ENVIRONMENT.keyring)
SECRET_KEY = KEYRING.derive("django").hex()
ALLOWED_HOSTS = ENVIRONMENT.hosts
CSRF_TRUSTED_ORIGINS = ENVIRONMENT.trusted_origins
PUBLIC_URL = ENVIRONMENT.public_url
LEAVE_TO = ENVIRONMENT.leave_to
AUDIT_COPY = ENVIRONMENT.audit_copy

APPS = [
    "hubs",
    "accounts",
    "events",
    "design",
    "people",
    "measures",
    "alerts",
    "correspondence",
    "agreements",
    "diary",
    "directory",
    "workforce",
    "referrals",
    "triage",
    "contacts",
    "assessments",
    "meetings",
    "appointments",
    "coordination",
    "letters",
    "waiting",
    "courses",
    "onward",
    "workplace",
    "outcomes",
    "research",
    "safeguarding",
    "fitness",
    "outreach",
    "network",
    "front_door",
    "support_line",
    "partners",
    "portal",
    "desk",
    "caseload",
    "monitoring",
]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "procrastinate.contrib.django",
    *[f"holdfast.{app}" for app in APPS],
    *(["holdfast.demo"] if DEMO else []),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "holdfast.accounts.middleware.neutral_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "holdfast.accounts.middleware.end_idle_sessions",
    "holdfast.accounts.middleware.EveryRouteDeclaresWho",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "holdfast.urls"
WSGI_APPLICATION = "holdfast.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / app / "templates" for app in [*APPS, *(["demo"] if DEMO else [])]],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "holdfast.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "holdfast.accounts.context.page",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]
FORM_RENDERER = "holdfast.design.renderer.Fields"

DATABASES = ENVIRONMENT.databases
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEST_RUNNER = "holdfast.settings.use_pytest"

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "holdfast.accounts.backends.Accounts",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "caseload:today"

ACCOUNT_ADAPTER = "holdfast.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_RATE_LIMITS = False  # django-axes counts in the database, which survives restarts
ACCOUNT_FORMS = {
    "login": "holdfast.accounts.sign_in_forms.SignInForm",
    "reauthenticate": "holdfast.accounts.sign_in_forms.ConfirmPasswordForm",
    "change_password": "holdfast.accounts.sign_in_forms.NewPasswordForm",
}
MFA_ADAPTER = "holdfast.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RATE_LIMITS = False  # a passkey cannot be guessed; a whole trust may share one address
MFA_FORMS = {
    "authenticate": "holdfast.accounts.sign_in_forms.CodeForm",
    "reauthenticate": "holdfast.accounts.sign_in_forms.ConfirmCodeForm",
    "activate_totp": "holdfast.accounts.sign_in_forms.SetUpAppForm",
    "add_webauthn": "holdfast.accounts.sign_in_forms.AddPasskeyForm",
    "edit_webauthn": "holdfast.accounts.sign_in_forms.RenamePasskeyForm",
    "authenticate_webauthn": "holdfast.accounts.sign_in_forms.PasskeyForm",
    "login_webauthn": "holdfast.accounts.sign_in_forms.SignInPasskeyForm",
    "reauthenticate_webauthn": "holdfast.accounts.sign_in_forms.ConfirmPasskeyForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENVIRONMENT.secure
MFA_TOTP_ISSUER = "Holdfast"

AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = "holdfast.accounts.lockout.counted_by"
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "holdfast.accounts.lockout.whose"
AXES_SENSITIVE_PARAMETERS = ["login", "code", "credential", "oldpassword", "password1", "password2"]
AXES_CLIENT_STR_CALLABLE = "holdfast.accounts.lockout.in_log"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # half an hour is half an hour
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_IPWARE_PROXY_COUNT = 0
AXES_IPWARE_META_PRECEDENCE_ORDER = ["REMOTE_ADDR"]
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = ["urls.W005"]

TESTED_ON = "22 November 2026"  # the accessibility statement says so
SESSION_ENGINE = "holdfast.accounts.sessions"
SESSION_COOKIE_NAME = "hf_session"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = ENVIRONMENT.secure
SESSION_COOKIE_SAMESITE = "Lax"
IDLE_MINUTES = 15
TERMS_SECONDS = 5  # how long a process believes what it read of a hub's hours and cover
TODAY = (  # the page stands beside them
    "holdfast.support_line.today.waits",
    "holdfast.partners.today.waits",
    "holdfast.contacts.today.waits",
    "holdfast.appointments.today.waits",
    "holdfast.meetings.today.waits",
    "holdfast.coordination.today.waits",
    "holdfast.letters.today.waits",
    "holdfast.network.today.waits",
    "holdfast.directory.today.waits",
    "holdfast.workplace.today.waits",
    "holdfast.waiting.today.waits",
    "holdfast.onward.today.waits",
    "holdfast.outcomes.today.waits",
    "holdfast.fitness.today.waits",
)
MAILED = "holdfast.contacts.tell_actions.told_by_mail"  # called once a message to a person has gone
FOUND_WRONG = "holdfast.contacts.queries.found_wrong"  # asked which ways to reach somebody are wrong
PROMISED_STEPS = ("holdfast.contacts.queries.promised_steps",)  # asked for what comes next: referrals stand before
BOOKED_STEPS = ("holdfast.appointments.queries.booked_steps",)  # what is booked for somebody alone, or to write up
PUBLISHED_WAITS = "holdfast.monitoring.publish_queries.published_waits"  # what public pages say of waits
CONVERSATIONS = (  # when the hub first spoke with somebody, by each way in which it does
    "holdfast.contacts.first_contact.first_call",
    "holdfast.appointments.queries.first_came",
    "holdfast.assessments.queries.first_finished",
    "holdfast.support_line.queries.first_rang",
)
SEEN_TO_SINCE = (  # whether a day that was chosen for somebody who is followed up is over, since a moment
    "holdfast.contacts.queries.is_spoken_since",
    "holdfast.appointments.queries.is_seen_since",
    "holdfast.outcomes.queries.is_settled_since",
    "holdfast.support_line.queries.is_rung_since",
)
CAME_AT = "holdfast.network.queries.came_at"  # asked what is of this request: contacts stand before
NEXT_OF_WAITING = "holdfast.waiting.queries.next_of_waiting"
NEXT_OF_PLAN = "holdfast.coordination.queries.next_of_plan"
STEPS_OF_PLAN = "holdfast.coordination.queries.steps_of_plan"  # all of it, and of whoever is followed up, too
DISCUSSED_AT = "holdfast.meetings.queries.discussed_at"  # when the team's meeting is, on whose agenda somebody stands
NEXT_STEPS = (  # what goes on beside the plan past assessment: of these and the plan the soonest comes next
    "holdfast.network.queries.next_of_transfer",
    "holdfast.workplace.queries.next_of_work",
    "holdfast.courses.queries.next_of_course",
    NEXT_OF_WAITING,
    "holdfast.outcomes.queries.next_follow_up",
    "holdfast.onward.queries.next_of_onward",
)
UNSEEN_ELSEWHERE = "holdfast.onward.queries.unseen_of"  # asked who waits once support has ended
STEPS_OF_ONWARD = "holdfast.onward.queries.steps_of_onward"  # each that services ask for, and not the soonest alone
WAITS_ELSEWHERE = "holdfast.onward.queries.waits_elsewhere"  # asked where somebody goes on to support
KEPT_OUT = (  # called where a name takes effect: referrals stand before
    "holdfast.appointments.kept_out.cancel_kept_out",
    "holdfast.coordination.kept_out.hand_on_kept_out",
    "holdfast.network.actions.keep_out_too",
    "holdfast.courses.kept_out.hand_on_kept_out",
)
ENDS_BESIDE = (  # what the team ends with a request, by a decision or because another hub looks after them now
    "holdfast.onward.closing.stop_closed",
    "holdfast.workplace.closing.stop_closed",
    "holdfast.courses.closing.end_closed",
    "holdfast.waiting.closing.stop_closed",
)
CLOSES = (  # called where a decision closes a request: triage stands before
    "holdfast.network.closing.close_beside",
    *ENDS_BESIDE,
)
ALERTED = "holdfast.network.meanwhile.hold_offers"  # called where an alert is raised or closed: alerts stand before
OPTED_OUT = "holdfast.network.actions.renew_opt_outs"  # called where research is said no to, or yes again
PROMISED = "holdfast.network.actions.renew_calls"  # called where a promise is made or ends: contacts stand before
DIED = "holdfast.network.deaths.carry_death"  # called where a death is recorded or taken back: outcomes stand before
CANCELS = "holdfast.appointments.closing.cancel_closed"  # what that ends of what was booked
MOVED = "holdfast.network.queries.is_accepted_elsewhere"  # asked before a request is decided on: triage stands before
CONFLICTS = "holdfast.network.conflict.proposals_for"  # asked where a request is decided on: triage stands before
STAYS_ENDED = (  # what a discharge ends and its undo does not begin again: each says in a line what there is of it
    "holdfast.outcomes.left.appointments",
    "holdfast.outcomes.left.offer",
    "holdfast.outcomes.left.onward",
    "holdfast.outcomes.left.course",
    "holdfast.outcomes.left.work",
    "holdfast.outcomes.left.links",
    "holdfast.outcomes.left.questions",
    "holdfast.network.closing.left",
)
LEFT_OPEN = (  # shown before somebody is discharged: each says in a line what is open, and what becomes of it
    *STAYS_ENDED,
    "holdfast.outcomes.left.promises",
    "holdfast.outcomes.left.strands",
    "holdfast.outcomes.left.assessment",
    "holdfast.outcomes.left.team_question",
    "holdfast.outcomes.left.asked_at_work",
    "holdfast.outcomes.left.return_steps",
    "holdfast.outcomes.left.letters",
    "holdfast.outcomes.left.shown_letters",
    "holdfast.outcomes.left.follow_ups",
)
KEPT_BY_TRANSFER = (  # of these, what another hub's acceptance ends otherwise, or is itself
    "holdfast.network.closing.left",
    "holdfast.outcomes.left.promises",
    "holdfast.outcomes.left.letters",
    "holdfast.outcomes.left.shown_letters",
)
ENDS_WITH_TRANSFER = (  # shown before somebody goes to another hub
    *(each for each in LEFT_OPEN if each not in KEPT_BY_TRANSFER),
    "holdfast.network.closing.letters",
    "holdfast.network.closing.promises",
)
ENDS_WITH_DECISION = (  # shown before somebody decides on a request: what ends where that closes it
    "holdfast.outcomes.left.appointments",
    "holdfast.network.closing.left",
    "holdfast.outcomes.left.promises",
)
LEFT_BY_DECISION = "holdfast.network.closing.ends_with_decision"  # asked for these: triage stands before
WORKS_WITH = (  # asked before a record closes to somebody who worked with its person
    "holdfast.appointments.queries.seers_of",
    "holdfast.assessments.queries.writers_of",
    "holdfast.coordination.queries.doers_of",
    "holdfast.courses.queries.givers_of",
)
ENTERS = "holdfast.partners.queries.may_enter"  # asked whether whoever refers still gets in: workplace stands before
MEASURED_WAIT = "holdfast.onward.choosing.measured_of"  # how long people really waited: referring stands behind it
STAFF_BANNER_TEMPLATE = "alerts/banner.html"
STAFF_BANNER = "holdfast.alerts.banner.for_request"  # read by the gate: it stands before alerts
UNOPENED = "holdfast.referrals.unopened.tell_of_unopened"  # called where somebody is suspended
HAS_NO_LONGER = (  # whom a member had, and can or must not have as they are now: referrals are held by then
    "holdfast.referrals.giving_up.give_up",
    "holdfast.appointments.kept_out.give_up",
    "holdfast.coordination.kept_out.give_up",
    "holdfast.courses.kept_out.give_up",
)
GIVES_UP = ("holdfast.appointments.kept_out.hold_all", *HAS_NO_LONGER)  # where somebody leaves, or works in other roles
SUSPENDS = ("holdfast.appointments.kept_out.hold_all", "holdfast.appointments.kept_out.give_up")
NEWCOMER = (  # called when a member becomes active: accounts stand before people
    "holdfast.people.newcomer_actions.hold_named",
    "holdfast.appointments.kept_out.hold_all",
    "holdfast.referrals.giving_up.take_in",
    *HAS_NO_LONGER,
)
CSRF_COOKIE_NAME = "hf_form"
CSRF_COOKIE_AGE = None
CSRF_COOKIE_SECURE = ENVIRONMENT.secure
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "holdfast.front_door.errors.form_expired"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_REFERRER_POLICY = "same-origin"  # no-referrer would make browsers send `Origin: null` with our own forms
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if ENVIRONMENT.secure else 0
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024  # so that 1 MB in a field gets a sentence, not a dead end
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_HANDLERS = ["holdfast.correspondence.uploads.InMemory"]  # no file stands unsealed in a folder

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "design" / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = ENVIRONMENT.smtp_host, ENVIRONMENT.smtp_port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = ENVIRONMENT.smtp_user, ENVIRONMENT.smtp_password
EMAIL_USE_TLS = ENVIRONMENT.smtp_tls
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from


LOGGING = ENVIRONMENT.logging


def use_pytest(*args, **kwargs):
    """Refuse `manage.py test`: the tests need their own database roles."""
    raise SystemExit("Run the tests with `make test`.")
