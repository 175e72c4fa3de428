"""Fill a Word template with facts, by docxtpl: between `{{` and `}}` stand names of facts, in Jinja's language."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any, Final

from docxtpl.template import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from infra.papers import words
from infra.papers.package import repacked
from infra.papers.problems import BrokenTemplate

PARTS_MAX: Final = 200
UNPACKED_MAX_BYTES: Final = 16 * 1024 * 1024


def _environment() -> SandboxedEnvironment:
    made = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    made.filters |= {
        "words": words.in_words,
        "grouped": words.grouped,
        "figure": words.figure,
        "day": words.day_in_words,
        "moment": words.moment_in_words,
        "dotted": words.dotted,
        "opened": words.opened,
        "continued": words.continued,
    }
    return made


ENVIRONMENT: Final = _environment()


def filled(template: bytes, facts: Mapping[str, Any]) -> bytes:
    """A template with these facts, as a .docx; the same of both, the same bytes.

    Raises:
        BrokenTemplate: the template is no .docx, or asks for what it cannot have.
    """
    _require_package(template)
    try:
        document = DocxTemplate(io.BytesIO(repacked(template)))
        document.render(dict(facts), jinja_env=ENVIRONMENT, autoescape=True)
        made = io.BytesIO()
        document.save(made)
    except TemplateSyntaxError as error:
        raise BrokenTemplate(f"cú pháp Jinja sai ({error.message})", f"its Jinja is wrong ({error.message})") from None
    except UndefinedError as error:
        raise BrokenTemplate(
            f"không có dữ liệu được nhắc tới ({error.message})", f"it names what there is not ({error.message})"
        ) from None
    except (TemplateError, ArithmeticError, AttributeError, LookupError, SyntaxError, TypeError, ValueError) as error:
        # What a template can make of facts is open: a filter on the wrong thing, a tag across two paragraphs, torn XML.
        said = f"{type(error).__name__}: {error}"
        raise BrokenTemplate(f"không điền được dữ liệu ({said})", f"it cannot be filled ({said})") from None
    return repacked(made.getvalue())


def _require_package(template: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as package:
            parts = package.infolist()
            is_word = "word/document.xml" in package.namelist()
    except zipfile.BadZipFile:
        raise BrokenTemplate("không phải tệp .docx", "it is no .docx file") from None
    if len(parts) > PARTS_MAX or sum(part.file_size for part in parts) > UNPACKED_MAX_BYTES:
        raise BrokenTemplate("quá lớn", "it is too large")
    if not is_word:
        raise BrokenTemplate("không phải văn bản Word (.docx)", "it is no Word document (.docx)")
