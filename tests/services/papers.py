"""Papers from a running service, seen by other libraries."""

from __future__ import annotations

from urllib.parse import unquote

import httpx

from infra.papers.paper import Form
from tests.papers.made import pages, words
from tests.system import Client


def paper_at(person: Client, path: str, name: str) -> tuple[str, str]:
    """The words of a paper that has to be given, as .docx and as .pdf; it is called this, and asked for again it is the same."""
    said = []
    for form, read in ((Form.DOCX, words), (Form.PDF, lambda body: " ".join(pages(body)))):
        answer = person.get(f"{path}.{form}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, form.media_type), answer.text
        assert called(answer) == f"{name}.{form}"
        assert "thidua-seen" in answer.headers
        assert person.get(f"{path}.{form}").content == answer.content
        said.append(read(answer.content))
    return said[0], said[1]


def called(answer: httpx.Response) -> str:
    return unquote(answer.headers["content-disposition"].partition("filename*=UTF-8''")[2])
