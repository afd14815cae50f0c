"""What a template gets for a name or an attribute that nobody gave."""

from collections.abc import Iterator

from jinja2 import ChainableUndefined
from jinja2.utils import missing

LEFT_OUT_ON_PURPOSE = {None, "caller", "undefined"}


class StrictNames(ChainableUndefined):
    """A name nobody gave is an error; an attribute that an object does not have is nothing.

    The design system's macros read parameters that a page leaves out, and rows have only the keys they
    need: both must stay quiet. A misspelt name of a page must not.
    """

    __slots__ = ()

    def _refuse_names(self) -> None:
        if self._undefined_obj is missing and self._undefined_name not in LEFT_OUT_ON_PURPOSE:
            self._fail_with_undefined_error()

    def __str__(self) -> str:
        self._refuse_names()
        return ""

    def __bool__(self) -> bool:
        self._refuse_names()
        return False

    def __iter__(self) -> Iterator[object]:
        self._refuse_names()
        return iter(())

    def __len__(self) -> int:
        self._refuse_names()
        return 0

    def __getattr__(self, name: str) -> "StrictNames":
        if name[:2] != "__":
            self._refuse_names()
        return super().__getattr__(name)

    def __getitem__(self, name: str) -> "StrictNames":
        self._refuse_names()
        return super().__getitem__(name)
