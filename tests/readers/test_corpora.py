"""Public corpora, where they lie beside the checkout."""

from itertools import pairwise

from compassion_nlp.readers import read_transcripts, read_units, sentences
from compassion_nlp.schema import Unit


def test_annomi_rows_collapse_to_its_utterances(shared):
    sessions = read_transcripts(shared / "corpora" / "annomi_dev.csv", merge=False)
    turns = [turn for session in sessions for turn in session.turns]
    assert (len(sessions), len(turns)) == (67, 5592)
    assert sum(turn.role == "helper" for turn in turns) == 2813


def test_annomi_turns_keep_every_row(shared):
    sessions = read_transcripts(shared / "corpora" / "annomi_dev.csv")
    turns = [turn for session in sessions for turn in session.turns]
    assert sum(len(turn.rows) for turn in turns) == 5592
    for session in sessions:
        speakers = [turn.speaker for turn in session.turns]
        assert all(one != other for one, other in pairwise(speakers))


def test_mts_dialog_notes_read_with_no_bad_row(shared):
    units = list(read_units(shared / "corpora" / "mtsdialog_notes.csv"))
    assert len(units) == 1631
    assert all(isinstance(unit, Unit) for unit in units)
    assert all(sentences(unit.text) for unit in units)
