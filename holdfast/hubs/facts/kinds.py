"""What a code list is made of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code list.

    Attributes:
        code: the value we store.
        label: as staff and reports read it.
        wording: as the person reads it, where that differs from the label.
        offered: whether the person is ever shown it as a choice.
        group: heading or roll-up it belongs to.
        national: the national code it maps up to; empty where `code` is national itself or nothing fits.
        verified: False where no national source confirms it.
    """

    code: str
    label: str
    wording: str = ""
    offered: bool = True
    group: str = ""
    national: str = ""
    verified: bool = True

    @property
    def said(self) -> str:
        return self.wording or self.label


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list of codes with its source; `verified` says whether the list as a whole is a national one."""

    key: str
    name: str
    source: str
    codes: tuple[Code, ...]
    verified: bool = True
    note: str = ""

    def __getitem__(self, code: str) -> Code:
        """The entry with that code.

        Raises:
            KeyError: the list has no such code.
        """
        for entry in self.codes:
            if entry.code == code:
                return entry
        raise KeyError(code)

    def __contains__(self, code: str) -> bool:
        return any(entry.code == code for entry in self.codes)

    def choices(self) -> tuple[tuple[str, str], ...]:
        """What the person may choose: value and words."""
        return tuple((entry.code, entry.said) for entry in self.codes if entry.offered)
