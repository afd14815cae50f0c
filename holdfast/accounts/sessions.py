"""Sessions in the database, found by a hash of the cookie: who reads the table cannot become a colleague."""

import base64
import hashlib

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DBStore
from django.db.models import QuerySet
from django.utils import timezone

from holdfast.built import Built, given


def in_table(key: str) -> str:
    """What stands in the table for a cookie's key: all of its SHA-256, in the 40 letters that the column has."""
    return base64.b85encode(hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()).decode("ascii")


def living() -> QuerySet:
    """The session of a key, as long as it has not expired."""
    return SessionStore.get_model_class().objects.filter(expire_date__gt=given("now"), session_key=given("key"))


LIVING = Built(living)


class SessionStore(DBStore):
    """Django's own, but that the key itself is never written. `session_key` is what the cookie carries."""

    def exists(self, session_key):
        return super().exists(in_table(session_key))

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        row.session_key = in_table(row.session_key)
        return row

    def delete(self, session_key=None):
        key = session_key or self.session_key
        if key is not None:
            self.model.objects.filter(session_key=in_table(key)).delete()

    def _get_session_from_db(self):
        found = LIVING.first(key=in_table(self.session_key), now=timezone.now())
        if found is None:
            self._session_key = None
        return found

    # Django's asynchronous ones write the key: these go through the methods above.
    aexists, acreate, asave = SessionBase.aexists, SessionBase.acreate, SessionBase.asave
    adelete, aload = SessionBase.adelete, SessionBase.aload
