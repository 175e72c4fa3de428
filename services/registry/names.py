"""Names as people spell them, compared in one normal form."""

from __future__ import annotations

import re
import unicodedata

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")  # huyền, sắc, ngã, hỏi, nặng
_SYLLABLE = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*")


def normal_form(name: str) -> str:
    """Bring a name into the form in which spellings of one word are equal: `Hòa`, `Hoà` and a decomposed `HÒA`.

    A syllable's tone mark goes behind its letters, because only its place differs between the two orthographies;
    letters keep their own marks, so that `dân` and `dan` stay two words. Blanks count as one.
    """
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFC", name).casefold())
    return unicodedata.normalize("NFC", " ".join(_SYLLABLE.sub(_tone_last, folded).split()))


def _tone_last(syllable: re.Match[str]) -> str:
    letters = syllable.group()
    return "".join([*(c for c in letters if c not in _TONES), *(c for c in letters if c in _TONES)])
