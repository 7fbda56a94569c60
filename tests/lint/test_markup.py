"""What readers of a text see, and where it stands."""

from __future__ import annotations

import pytest

from compassion_nlp.lint import lint
from compassion_nlp.lint.markup import visible


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("---\ntitle: x\n---\n# Plan\nCall.", "Plan\nCall."),
        ("---\nA note.\n---\nB.", "---\nA note.\n---\nB."),
        ("A.\n```\njunkie\n```\nB.", "A.\nB."),
        ("A.\n~~~\njunkie", "A.\n"),
        ("A.\n> junkie\nB.", "A.\nB."),
        ("- [x] call\n- rest\n2. walk", "call\nrest\nwalk"),
        ("He **refused** it, _twice_, UDS_2.", "He refused it, twice, UDS_2."),
        ("A.\n<!-- note -->\nB. <!-- x -->", "A.\nB. "),
    ],
)
def test_markdown_loses_its_signs_code_and_quotations(text: str, seen: str) -> None:
    found = visible(text, markdown=True)
    assert found.text == seen
    assert "".join(text[at] for at in found.origin) == seen


def test_plain_text_loses_comments_alone() -> None:
    text = "# Plan\n> **he** said\n<!-- x -->\n* A."
    assert visible(text, markdown=False).text == "# Plan\n> **he** said\n* A."


def test_markup_never_moves_a_finding() -> None:
    text = "---\na: b\n---\n\n- [ ] *Known* **drug seeker**, <!-- why -->twice"
    (found,) = lint(text, markdown=True)
    assert text[found.start : found.end] == "drug seeker"
    assert (found.line, found.column) == (5, 17)


def test_a_comment_on_its_own_line_parts_no_paragraph() -> None:
    assert {f.note for f in lint("Drug seeker.\n<!-- x -->\nDirty urine.")} == {"1"}


@pytest.mark.parametrize("piece", ["<!--", "`", "*", "_", "> ", "```\n", "---\n", "- "])
def test_cost_is_linear_whatever_the_text(piece: str) -> None:
    # A cost that grows as the square would take minutes here.
    visible(piece * 50_000, markdown=True)
