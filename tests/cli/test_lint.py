"""`compassion-nlp lint`, as its users call it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import srsly

from compassion_nlp.cli import main

ROOT = Path(__file__).parents[2]
CANARY = "zebrafinch"
LINE = re.compile(r"^(?P<place>.+:\d+:\d+) (info|warning|error) [a-z_]+ [A-Z].*\.'?")


def call(capfd: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["lint", *map(str, arguments)])
    out, err = capfd.readouterr()
    return int(ended.value.code or 0), out, err


def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "compassion_nlp.cli", "lint", *arguments]
    return subprocess.run(
        command, input=stdin, capture_output=True, text=True, check=False, encoding="utf-8"
    )


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Write a file into the folder where the test then runs."""
    monkeypatch.chdir(tmp_path)

    def write(name: str, text: str) -> str:
        (tmp_path / name).write_text(text, "utf-8")
        return name

    return write


# -- lines, levels, exit codes


def test_a_finding_is_a_line_with_place_level_cue_and_message(capfd, write) -> None:
    code, out, err = call(capfd, write("a.md", f"# Visit\n\nSlept. {CANARY}, **drug seeker**.\n"))
    assert code == 1
    assert out.startswith("a.md:3:22 warning stigmatizing_label The words name a motive")
    assert LINE.match(out)
    assert CANARY not in out + err
    assert "seeker" not in out + err
    assert err == "1 finding in 2 notes\n"


def test_nothing_to_look_at_ends_with_0(capfd, write) -> None:
    assert call(capfd, write("a.txt", "Slept well.")) == (0, "", "0 findings in 1 note\n")


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_an_empty_file_has_no_notes(capfd, write, name: str) -> None:
    assert call(capfd, write(name, "\n")) == (0, "", "0 findings in 0 notes\n")


def test_three_of_a_note_are_shown_and_the_rest_counted(capfd, write) -> None:
    file = write("a.txt", "Drug seeker. Dirty urine. Frequent flyer. Junkie. Refused UDS.")
    code, out, err = call(capfd, file)
    assert [line.split()[1] for line in out.splitlines()] == ["error", "warning", "warning"]
    assert out.splitlines()[0].startswith("a.txt:1:43 error")
    assert out.endswith("(1 more in this note)\n")
    assert "left out: 1 beyond --max, 1 below --min-level" in err
    code, out, err = call(capfd, file, "--max", "0", "--min-level", "info")
    assert (code, len(out.splitlines()), err) == (1, 5, "5 findings in 1 note\n")
    assert "info compliance_framing" in out


def test_findings_below_the_level_do_not_fail_the_run(capfd, write) -> None:
    code, out, _ = call(capfd, write("a.txt", "Drug seeker."), "--min-level", "error")
    assert (code, out) == (0, "")


def test_why_tells_definition_source_and_what_counted(capfd, write) -> None:
    _, out, _ = call(capfd, write("a.txt", "Drug seeker."), "--why")
    assert "    definition: Labels the person" in out
    assert "    source: NIDA Words Matter" in out
    assert "    counts: form seeking, detachment 1" in out
    assert "    warning: a reader" in out


def test_words_are_shown_when_asked_for_and_steer_no_terminal(capfd, write) -> None:
    file = write("a.txt", "Drug\x1b[31m seeker. Dirty urine.")
    _, out, _ = call(capfd, file, "--with-text")
    assert '"Dirty urine"' in out
    assert "\x1b" not in out


# -- one bad input


def test_a_bad_file_is_told_and_the_others_are_read(capfd, write) -> None:
    binary = write("b.txt", f"{CANARY}\0")
    code, out, err = call(capfd, "none.md", binary, write("a.txt", "Drug seeker."), "c.vtt")
    assert code == 2
    assert out.startswith("a.txt:1:1 warning")
    assert "none.md: no such file; check the path" in err
    assert "b.txt, line 1: found binary data" in err
    assert "c.vtt: found a transcript; lint reads notes" in err
    assert CANARY not in out + err


def test_a_bad_row_is_told_and_the_others_are_read(capfd, write) -> None:
    rows = ['{"text": "Slept."}', f'{{"text": "{CANARY}"', '{"text": "Drug seeker."}']
    code, out, err = call(capfd, write("a.jsonl", "\n".join(rows)))
    assert code == 2
    assert out.startswith("a.jsonl:3:1 warning")
    assert "a.jsonl, line 2: not JSON" in err
    assert CANARY not in out + err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--lexicon", "none.toml"], "none.toml: no such file"),
        (["--off", "kindness"], "cannot switch off kindness"),
        (["--baseline", "none.json"], "none.json: no such baseline"),
        (["--baseline", "b", "--write-baseline", "b"], "give --baseline to use a file or"),
        (["--max", "-1"], "-1 is not in the range"),
    ],
)
def test_options_that_cannot_be_followed_end_with_2(capfd, write, options, message) -> None:
    code, out, err = call(capfd, write("a.txt", "Drug seeker."), *options)
    assert (code, out) == (2, "")
    assert message in err


# -- inputs


def test_a_table_has_the_line_of_its_row(capfd, write) -> None:
    file = write("a.csv", 'who,words\nana,"Slept\nwell."\nana,"Third visit, drug seeker."\n')
    code, out, _ = call(capfd, file, "--text", "words")
    assert code == 1
    assert out.startswith("a.csv:4:14 warning")


def test_rows_that_clients_wrote_are_not_read(capfd, write) -> None:
    file = write("a.csv", "text,role\nDrug seeker.,client\nDrug seeker.,helper\n")
    _, out, _ = call(capfd, file)
    assert [line.split(" ")[0] for line in out.splitlines()] == ["a.csv:3:1"]


def test_standard_input_is_text_or_json_lines() -> None:
    text = run("-", stdin="Slept well.\n\nDrug seeker.\n")
    assert (text.returncode, text.stdout.split(" ")[0]) == (1, "stdin:3:1")
    rows = run("-", stdin='{"text": "Slept well."}\n{"text": "So: drug seeker."}\n')
    assert (rows.returncode, rows.stdout.split(" ")[0]) == (1, "stdin:2:5")
    assert run("-", stdin="").returncode == 0


def test_windows_files_have_the_same_lines(capfd, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes("\ufeffSlept well.\r\n\r\nÜber drug seeker.\r\n".encode())
    _, out, _ = call(capfd, file)
    assert out.startswith(f"{file}:3:6 warning")


# -- comments, baseline, JSON


def test_comments_ignore_and_an_unknown_cue_is_a_warning(capfd, write) -> None:
    text = (
        "Drug seeker. <!-- compassion: ignore stigmatizing_label -->\n\n"
        f"Dirty urine.\n\n<!-- compassion: ignore {CANARY} -->\nPt claims so.\n"
    )
    code, out, err = call(capfd, write("a.md", text))
    assert code == 1
    # The comment of line 1 holds for line 3, the next with words, too.
    assert [line.split(" ")[0] for line in out.splitlines()] == ["a.md:6:4"]
    assert "a.md:5:1 warning the comment names an unknown cue" in err
    assert "2 ignored by comments" in err
    assert CANARY not in out + err


def test_an_unknown_cue_alone_fails_no_run(capfd, write) -> None:
    code, _, err = call(capfd, write("a.md", "Slept. <!-- compassion: ignore tea -->"))
    assert code == 0
    assert "unknown cue" in err


def test_a_cue_that_is_switched_off_is_still_known(capfd, write) -> None:
    file = write("a.md", "Drug seeker. <!-- compassion: ignore stigmatizing_label -->")
    assert call(capfd, file, "--off", "stigmatizing_label") == (0, "", "0 findings in 1 note\n")


def test_a_baseline_leaves_only_what_is_new(capfd, write, tmp_path: Path) -> None:
    file = write("a.txt", "Drug seeker. Refused UDS.")
    code, out, err = call(capfd, file, "--write-baseline", "b.json")
    assert (code, out, err) == (0, "", "b.json: 2 findings written\n")
    assert "seeker" not in (tmp_path / "b.json").read_text("utf-8").lower()
    code, out, err = call(capfd, file, "--baseline", "b.json", "--min-level", "info")
    assert (code, out, err) == (0, "", "0 findings in 1 note; left out: 2 in the baseline\n")
    write("a.txt", "Slept well.\n\nDrug seeker. Refused UDS. Dirty urine.")
    code, out, _ = call(capfd, file, "--baseline", "b.json", "--max", "1")
    assert code == 1
    assert [line.split(" ")[0] for line in out.splitlines()] == ["a.txt:3:27"]


def test_a_file_of_notes_is_never_overwritten_by_a_baseline(capfd, write, tmp_path) -> None:
    file = write("a.txt", "Drug seeker.")
    code, _, err = call(capfd, file, "--write-baseline", file)
    assert code == 2
    assert "found something else than a baseline" in err
    assert (tmp_path / file).read_text("utf-8") == "Drug seeker."


def test_json_is_one_document_without_words(capfd, write) -> None:
    text = f"Drug seeker. Dirty urine.\n<!-- compassion: ignore {CANARY} -->"
    code, out, _ = call(capfd, write("a.md", text), "none.md", "--format", "json", "--max", "1")
    found = json.loads(out)
    assert code == 2
    assert found["version"] == 1
    assert found["findings"][0] | {"message": ""} == {
        "file": "a.md",
        "line": 1,
        "column": 1,
        "level": "warning",
        "cue": "stigmatizing_label",
        "message": "",
        "note": "a:1",
        "start": 0,
        "end": 11,
        "strength": 1,
        "mindset": "detachment",
    }
    assert found["left_out"] == {"max": 1, "level": 0, "baseline": 0, "ignored": 0}
    assert [w["line"] for w in found["warnings"]] == [2]
    assert found["errors"] == ["none.md: no such file; check the path"]
    assert CANARY not in out


def test_json_tells_why_and_words_when_asked_for(capfd, write) -> None:
    file = write("a.md", "Drug seeker.")
    _, out, _ = call(capfd, file, "--format", "json", "--why", "--with-text")
    (found,) = json.loads(out)["findings"]
    assert found["words"] == "Drug seeker"
    assert found["form"] == "seeking"
    assert {"definition", "source", "because"} <= found.keys()


# -- around it


@pytest.mark.parametrize(
    "heavy", ["sklearn", "pandas", "scipy", "pyarrow", "compassion_nlp.mindsets"]
)
def test_a_text_needs_no_model_and_no_tables(write, heavy: str) -> None:
    file = write("a.txt", "Drug seeker.")
    code = (
        "import sys; from compassion_nlp.cli import main\n"
        f"try: main(['lint', '{file}'])\n"
        f"except SystemExit as end: sys.exit(end.code != 1 or '{heavy}' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_hook_calls_the_command_on_texts() -> None:
    (hook,) = srsly.yaml_loads((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert hook["entry"] == "compassion-nlp lint"
    assert re.search(hook["files"], "notes/week 3.md")
    assert re.search(hook["files"], "week3.txt")
    assert not re.search(hook["files"], "session.vtt")


def test_a_closed_pipe_is_no_error_on_the_screen(write) -> None:
    file = write("a.txt", "Drug seeker. Dirty urine.\n\n" * 2000)
    command = f"{sys.executable} -m compassion_nlp.cli lint {file} | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert "could not" not in done.stderr


# -- wording about substance use (NIDA, Words Matter), with its exceptions

AVOIDED = {
    "Client is a heroin addict.": "label_noun",
    "Known IV drug abuser, here for wound care.": "label_noun",
    "Former addict, works nights.": "label_noun",
    "Pt is an alcoholic.": "label_noun",
    "Long-term drug user, no fixed address.": "label_noun",
    "Addicted baby in NICU.": "label_noun",
    "Junkie, third visit.": "contempt",
    "Drug seeking again at the front desk.": "seeking",
    "Frequent flyer in the ED.": "frequent_flyer",
    "History of substance abuse.": "abuse",
    "Abuses alcohol on weekends.": "abuse",
    "He has a cocaine habit.": "habit",
    "Dirty UDS on Monday.": "use_status",
    "Urine was clean.": "use_status",
    "Tested dirty for fentanyl.": "use_status",
    "She has been clean for six months.": "person_clean",
    "Failed treatment twice.": "failed",
    "Noncompliant with group.": "compliance",
    "Nonadherent with buprenorphine.": "compliance",
    "Refused UDS.": "refused",
    "Pt claims the dose was lost.": "doubting_verb",
}
EXCEPTED = {  # each with the same word where it counts
    # a label the person chose
    "She calls herself an alcoholic.": "She is an alcoholic.",
    "He identifies as an addict in recovery.": "He is an addict in recovery.",
    "She introduced herself as an addict at group.": "She is an addict at group.",
    "Prefers the term alcoholic.": "Known alcoholic.",
    # somebody's words
    'He said, "I\'m just a junkie."': "He is just a junkie.",
    'He stated, "I was clean for a year."': "He was clean for a year.",
    "Referral letter calls her a drug seeker.": "She is a drug seeker.",
    "Mother reports he is an addict.": "He is an addict.",
    # homographs, names of bodies
    "Attended Alcoholics Anonymous twice.": "Alcoholic, seen twice.",
    "Alcoholic hepatitis, labs pending.": "Alcoholic, labs pending.",
    "Wound is clean and dry.": "Client is clean and sober.",
    "Clean clothes given at the desk.": "Clean urine given at the desk.",
    "Helped with the insurance claims form.": "He claims he lost the form.",
    "Child abuse report filed by the school.": "Drug abuse noted by the school.",
    "Substance abuse counselor called back.": "Substance abuse for ten years.",
    "Treatment-resistant depression, two trials.": "Resistant to treatment, two trials.",
    "Kidney failure, on dialysis.": "Treatment failure, on dialysis.",
    "Signed the informed refusal form.": "Refused the form.",
    # about somebody else, or denied
    "Her brother is an addict.": "She is an addict.",
    "Denies alcohol abuse.": "Alcohol abuse.",
}
PREFERRED = [
    "Person with an opioid use disorder, in recovery since May.",
    "Tested positive for fentanyl.",
    "Declined the test, saying the room brings back jail.",
    "Says the dose was lost.",
    "UDS negative.",
]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict]]:
    """What the command says about each of the notes above, each a paragraph of one file."""
    notes = [*AVOIDED, *EXCEPTED, *EXCEPTED.values(), *PREFERRED]
    file = tmp_path_factory.mktemp("nida") / "notes.txt"
    file.write_text("\n\n".join(notes), "utf-8")
    done = run(str(file), "--format", "json", "--why", "--min-level", "info", "--max", "0")
    found = json.loads(done.stdout)["findings"]
    return {note: [f for f in found if f["line"] == 2 * i + 1] for i, note in enumerate(notes)}


@pytest.mark.parametrize("note", AVOIDED)
def test_terms_to_avoid_are_found_with_an_option(told, note: str) -> None:
    assert AVOIDED[note] in [f["form"] for f in told[note]]
    assert all("Option: " in f["message"] for f in told[note])


@pytest.mark.parametrize("note", EXCEPTED)
def test_self_labels_quotations_and_homographs_are_left_alone(told, note: str) -> None:
    assert told[EXCEPTED[note]]
    assert told[note] == []


@pytest.mark.parametrize("note", PREFERRED)
def test_preferred_terms_are_left_alone(told, note: str) -> None:
    assert told[note] == []
