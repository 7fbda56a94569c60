"""Findings of an earlier run, as hashes."""

from __future__ import annotations

from pathlib import Path

import pytest

from compassion_nlp.lint import Baseline, Finding, lint, new_baseline, read_baseline


def written(path: Path, findings: list[Finding], file: Path) -> Baseline:
    empty = new_baseline(path)
    path.write_text(empty.of(empty.hash_of(f, file) for f in findings).to_json(), "utf-8")
    return read_baseline(path)


def new(baseline: Baseline, text: str, file: Path) -> list[tuple[int, str]]:
    known = baseline.known()
    return [(f.line, f.words) for f in lint(text, max_per_note=0) if not known(file, f)]


def test_only_what_was_added_is_new(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    base = written(tmp_path / "b.json", lint("Slept well. Drug seeker."), file)
    assert new(base, "Slept well. Drug seeker.", file) == []
    assert new(base, "More.\n\nSlept well.  Drug  seeker.", file) == []
    assert new(base, "Slept well. Drug seeker.\n\nDirty urine.", file) == [(3, "Dirty urine")]


def test_a_changed_sentence_is_new_and_another_files_too(tmp_path: Path) -> None:
    base = written(tmp_path / "b.json", lint("Drug seeker."), tmp_path / "a.txt")
    assert new(base, "Drug seeker again.", tmp_path / "a.txt")
    assert new(base, "Drug seeker.", tmp_path / "c.txt")


def test_one_more_of_the_same_sentence_is_new(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    base = written(tmp_path / "b.json", lint("Dirty urine."), file)
    assert new(base, "Dirty urine.\n\nDirty urine.", file) == [(3, "Dirty urine")]


def test_files_are_named_as_seen_from_the_baseline(tmp_path: Path, monkeypatch) -> None:
    base = written(tmp_path / "b.json", lint("Drug seeker."), tmp_path / "sub" / "a.txt")
    monkeypatch.chdir(tmp_path)
    assert new(base, "Drug seeker.", Path("sub/a.txt")) == []
    assert new(base, "Drug seeker.", Path("a.txt"))


def test_it_holds_no_text_and_is_the_same_when_written_again(tmp_path: Path) -> None:
    path, file = tmp_path / "b.json", tmp_path / "zebrafinch.txt"
    findings = lint("Zebrafinch is a drug seeker.")
    base = written(path, findings, file)
    first = path.read_text("utf-8")
    assert not any(word in first.lower() for word in ("zebrafinch", "seeker", "stigmatizing"))
    assert written(path, findings, file) == base
    assert path.read_text("utf-8") == first


def test_two_baselines_share_no_hash(tmp_path: Path) -> None:
    one = written(tmp_path / "a.json", lint("Drug seeker."), tmp_path / "a.txt")
    two = written(tmp_path / "b.json", lint("Drug seeker."), tmp_path / "a.txt")
    assert not one.counts.keys() & two.counts.keys()


@pytest.mark.parametrize(
    "content", ["zebrafinch", "{}", '{"version": 2, "salt": "", "findings": {}}']
)
def test_a_file_that_is_no_baseline_is_neither_read_nor_overwritten(tmp_path, content) -> None:
    path = tmp_path / "b.json"
    path.write_text(content, "utf-8")
    for use in (read_baseline, new_baseline):
        with pytest.raises(ValueError, match=r"b\.json: found something else") as caught:
            use(path)
        assert "zebrafinch" not in str(caught.value)


def test_a_missing_baseline_says_how_to_write_one(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no such baseline; write one with --write-baseline"):
        read_baseline(tmp_path / "b.json")
