from __future__ import annotations

import doctest
from importlib import import_module

import numpy as np
import pandas as pd
import pytest

import compassion_nlp as cn
from compassion_nlp.agreement import (
    agreement_table,
    cohen_kappa,
    icc,
    krippendorff_alpha,
    span_agreement,
)

IDS = [f"u{i}" for i in range(6)]
A = pd.DataFrame({"x": [0, 1, 2, 0, 1, 0], "only_a": 1}, index=IDS)
B = pd.DataFrame({"x": [0, 1, 1, 0, 2, 0]}, index=IDS)
C = pd.DataFrame({"x": [0, 2, 2, 1, 1, 0]}, index=IDS)


def values(table: pd.DataFrame, code: str = "x") -> dict[str, float]:
    return table[table["code"] == code].set_index("measure")["value"].to_dict()


def test_there_is_a_row_per_code_and_measure() -> None:
    table = agreement_table(A, B)
    assert list(table.columns) == [
        "code",
        "measure",
        "value",
        "low",
        "high",
        "n_units",
        "n_clusters",
        "note",
    ]
    assert table["code"].unique().tolist() == ["x"]
    assert not table.duplicated(["code", "measure"]).any()
    assert (table["low"] <= table["value"]).all()
    assert (table["value"] <= table["high"]).all()
    assert (table["n_units"] == 6).all()


def test_the_values_are_the_coefficients() -> None:
    ratings = np.c_[A["x"], B["x"]]
    found = values(agreement_table(A, B))
    assert found["observed_agreement"] == pytest.approx(4 / 6)
    assert found["cohen_kappa"] == pytest.approx(cohen_kappa(ratings))
    assert found["cohen_kappa_quadratic"] == pytest.approx(
        cohen_kappa(ratings, weights="quadratic")
    )
    assert found["krippendorff_alpha_ordinal"] == pytest.approx(
        krippendorff_alpha(ratings, level="ordinal")
    )
    assert found["icc_2_1"] == pytest.approx(icc(ratings))
    assert found["icc_2_k"] == pytest.approx(icc(ratings, average=True))


def test_units_are_matched_by_id_whatever_their_order() -> None:
    shuffled = B.sample(frac=1, random_state=1).rename(index={"u5": "elsewhere"})
    table = agreement_table(A, shuffled)
    assert (table["n_units"] == 5).all()
    assert values(table)["observed_agreement"] == pytest.approx(3 / 5)


def test_three_coders_use_what_two_have_and_icc_what_all_have() -> None:
    table = agreement_table(A, B, C.iloc[:4])
    units = table.set_index("measure")["n_units"]
    assert units["krippendorff_alpha_ordinal"] == 6
    assert units["icc_2_1"] == 4
    ratings = np.c_[A["x"], B["x"], C["x"].iloc[:4].reindex(IDS)]
    assert values(table)["krippendorff_alpha_nominal"] == pytest.approx(
        krippendorff_alpha(ratings, level="nominal")
    )


def test_a_measure_without_units_says_so() -> None:
    table = agreement_table(A.iloc[:3], B, C.iloc[3:]).set_index("measure")
    assert table.loc["icc_2_1", "n_units"] == 0
    assert table.loc["icc_2_1", "note"] == "no unit to compare"
    assert table.loc["cohen_kappa_linear", "n_units"] == 6


def test_groups_come_from_either_table_or_the_argument() -> None:
    group = pd.Series(["s", "s", "t", "t", "v", "v"], index=IDS)
    of_table = agreement_table(A, B.assign(group=group))
    assert (of_table["n_clusters"] == 3).all()
    pd.testing.assert_frame_equal(of_table, agreement_table(A, B, groups=group))
    pd.testing.assert_frame_equal(of_table, agreement_table(A, B, groups=group.to_dict()))
    assert (agreement_table(A, B.assign(group=group.where(group != "s")))["n_clusters"] == 4).all()


def test_a_unit_with_two_groups_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"6 units have one group .* first being u0"):
        agreement_table(A.assign(group="s"), B.assign(group="t"))


CUES_A = [[("validation", 0, 9)], [("summary", 0, 5)], [], [], None, [("summary", 3, 8)]]
CUES_B = [[("validation", 5, 9)], [("summary", 0, 5)], [], [("summary", 0, 4)], [], []]


def test_cues_have_rows_of_their_own() -> None:
    table = agreement_table(A.assign(cues=CUES_A), B.assign(cues=CUES_B))
    cues = table[table["measure"].str.startswith("span_")]
    assert cues["code"].unique().tolist() == ["micro: cues", "summary", "validation"]
    assert (cues["n_units"] == 5).all()
    kept = [0, 1, 2, 3, 5]
    for match in ("exact", "overlap", "character"):
        expected = span_agreement([CUES_A[i] for i in kept], [CUES_B[i] for i in kept], match=match)
        found = values(table, "micro: cues")
        assert found[f"span_precision_{match}"] == pytest.approx(expected.precision)
        assert found[f"span_recall_{match}"] == pytest.approx(expected.recall)
        assert found[f"span_f1_{match}"] == pytest.approx(expected.f1)
    assert values(table, "summary")["span_f1_overlap"] == pytest.approx(1 / 2)


def test_cues_of_three_coders_are_summed_over_pairs_without_a_reference() -> None:
    cues_c = [[("validation", 0, 9)], None, None, None, None, None]
    coders = [A.assign(cues=CUES_A), B.assign(cues=CUES_B), C.assign(cues=cues_c)]
    table = agreement_table(*coders)
    measures = set(table.loc[table["code"] == "validation", "measure"])
    assert measures == {"span_f1_exact", "span_f1_overlap", "span_f1_character"}
    assert values(table, "validation")["span_f1_exact"] == pytest.approx(2 / 6)


def test_tables_with_cues_alone_are_compared() -> None:
    cues_a, cues_b = (pd.DataFrame({"cues": cues}, index=IDS) for cues in (CUES_A, CUES_B))
    assert set(agreement_table(cues_a, cues_b)["code"]) == {"micro: cues", "summary", "validation"}


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ([A], "1 tables given; agreement takes two"),
        ([A, B.rename(index=str.upper)], "no id is in two tables"),
        ([A, B.rename(index={"u1": "u0"})], "table 2: ids occur twice"),
        ([A, B.rename(columns={"x": "y"})], r"no code is in two tables \(table 1 has x, only_a;"),
        ([A, B.assign(x="high")], "code x: ratings are not all numbers"),
        ([A.assign(cues="[]"), B.assign(cues="[]")], "cues hold str; expected a list"),
    ],
)
def test_tables_that_cannot_be_compared_say_why(tables, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        agreement_table(*tables)


def test_the_levels_of_analyze_frame_are_a_coder(analyzer: cn.Analyzer) -> None:
    notes = pd.Series(["UDS negative.", "Client is a junkie.", "We talked it over."], IDS[:3])
    frame = analyzer.analyze_frame(notes.to_frame("note"), text="note", genre="note")
    levels = frame.filter(regex="_level$").rename(columns=lambda c: c.removesuffix("_level"))
    table = agreement_table(levels, levels)
    assert set(table["code"]) == set(analyzer.model.codes)
    assert (table.loc[table["measure"] == "observed_agreement", "value"] == 1).all()


def test_the_module_is_reached_from_the_package() -> None:
    assert cn.agreement.agreement_table is agreement_table


@pytest.mark.parametrize("module", ["coefficients", "estimate", "spans", "table"])
def test_docstring_examples_hold(module: str) -> None:
    done = doctest.testmod(import_module(f"compassion_nlp.agreement.{module}"))
    assert done.attempted
    assert not done.failed
