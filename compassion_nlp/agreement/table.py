"""Turn several coders' tables into one tidy table of agreement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from compassion_nlp.agreement.coefficients import (
    cohen_kappa,
    icc,
    krippendorff_alpha,
    numbers,
    observed_agreement,
)
from compassion_nlp.agreement.estimate import Coefficient, Estimate, estimate_each
from compassion_nlp.agreement.span_estimates import span_estimates
from compassion_nlp.agreement.spans import Marked

RATING_MEASURES: Mapping[str, Coefficient] = {
    "observed_agreement": observed_agreement,
    "cohen_kappa": cohen_kappa,
    "cohen_kappa_linear": partial(cohen_kappa, weights="linear"),
    "cohen_kappa_quadratic": partial(cohen_kappa, weights="quadratic"),
    "krippendorff_alpha_nominal": partial(krippendorff_alpha, level="nominal"),
    "krippendorff_alpha_ordinal": partial(krippendorff_alpha, level="ordinal"),
    "krippendorff_alpha_interval": partial(krippendorff_alpha, level="interval"),
}
COMPLETE_MEASURES: Mapping[str, Coefficient] = {
    "icc_2_1": icc,
    "icc_2_k": partial(icc, average=True),
}

_NOT_CODES = ("cues", "group")
_PAIR = 2


def agreement_table(
    *codings: pd.DataFrame,
    groups: Mapping[str, str] | pd.Series | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the agreement of two or more coders, one row per code and measure.

    Each table is one coder's, as `read_coding` returns it: ids as index, a column of
    levels per code, and, where there are any, ``cues`` (a list of (label, start, end)
    per unit) and ``group``. Units are matched by id. ``groups`` gives the cluster of
    each id; without it the tables' ``group`` columns do, and a unit with no group is
    its own cluster.

    Columns: ``code``, ``measure``, ``value``, ``low``, ``high`` (95 % cluster
    bootstrap), ``n_units``, ``n_clusters``, ``note``. Codes are those that two tables
    have. Cues follow as codes of their own, with ``micro: cues`` for all of them:
    ``span_f1_*`` and, for two coders, ``span_precision_*`` and ``span_recall_*``, the
    first table being the reference. More than two coders: kappa is the mean over
    pairs of coders, spans are summed over pairs; ICC uses the units that all coded.

    From `Analyzer.analyze_frame` take the decided levels, indexed by id:
    ``frame.filter(regex="_level$").rename(columns=lambda c: c.removesuffix("_level"))``.

    Raises ValueError when ids occur twice, when no id or no code is in two tables, and
    for levels and cues of another form.

    Example:
        >>> a = pd.DataFrame({"compassion": [0, 1, 2, 0]}, index=["u1", "u2", "u3", "u4"])
        >>> b = pd.DataFrame({"compassion": [0, 1, 1, 0]}, index=["u1", "u2", "u3", "u4"])
        >>> agreement_table(a, b)[["code", "measure", "value", "n_units"]].head(1)
                 code             measure  value  n_units
        0  compassion  observed_agreement   0.75        4
    """
    ids = _matched(codings)
    tables = [coding.reindex(ids) for coding in codings]
    cluster = _clusters(tables, groups)
    how = {"resamples": resamples, "seed": seed}
    rows = [*_rating_rows(tables, cluster, how), *_span_rows(tables, cluster, how)]
    if not rows:
        named = "; ".join(
            f"table {n} has {', '.join(map(str, table.columns)) or 'none'}"
            for n, table in enumerate(codings, start=1)
        )
        raise ValueError(f"no code is in two tables ({named}); give them the same names")
    return pd.DataFrame(
        [{"code": code, "measure": measure, **asdict(found)} for code, measure, found in rows]
    )


def _matched(codings: Sequence[pd.DataFrame]) -> pd.Index:
    if len(codings) < _PAIR:
        raise ValueError(f"{len(codings)} tables given; agreement takes two coders at least")
    for number, coding in enumerate(codings, start=1):
        if not coding.index.is_unique:
            raise ValueError(
                f"table {number}: ids occur twice in its index; give each unit one row"
            )
    ids = pd.concat([coding.index.to_series() for coding in codings])
    matched: pd.Index = pd.Index(ids[ids.duplicated()].unique())
    if matched.empty:
        raise ValueError(
            "no id is in two tables; units are matched by id, so it must be the same in each"
        )
    return matched


def _clusters(
    tables: Sequence[pd.DataFrame], groups: Mapping[str, str] | pd.Series | None
) -> npt.NDArray[np.str_]:
    """Return the cluster of each unit: its group, or itself."""
    named: dict[Any, set[str]] = {}
    columns = [table["group"] for table in tables if "group" in table]
    for column in columns if groups is None else [groups]:
        for id_, group in column.items():
            if pd.notna(group):
                named.setdefault(id_, set()).add(str(group))
    unlike = [str(id_) for id_, said in named.items() if len(said) > 1]
    if unlike:
        raise ValueError(
            f"{len(unlike)} units have one group in one table and another in the next, the first "
            f"being {unlike[0]}; give each unit one group"
        )
    return np.array([*chain.from_iterable(named.get(id_, (str(id_),)) for id_ in tables[0].index)])


def _shared_codes(codings: Sequence[pd.DataFrame]) -> list[str]:
    """Return the codes that two tables or more have, in order of first appearance."""
    columns = [column for coding in codings for column in coding.columns]
    return [
        code
        for code in dict.fromkeys(columns)
        if columns.count(code) >= _PAIR and code not in _NOT_CODES
    ]


def _rating_rows(
    tables: Sequence[pd.DataFrame], cluster: npt.NDArray[np.str_], how: Mapping[str, int]
) -> Iterator[tuple[str, str, Estimate]]:
    for code in _shared_codes(tables):
        coders = [table[code] for table in tables if code in table]
        try:
            ratings = numbers(pd.concat(coders, axis=1))
        except ValueError as error:
            raise ValueError(f"code {code}: {error}") from None
        for name, found in estimate_each(RATING_MEASURES, ratings, cluster.tolist(), **how).items():
            yield code, name, found
        complete = ~np.isnan(ratings).any(axis=1)
        for name, found in estimate_each(
            COMPLETE_MEASURES, ratings[complete], cluster[complete].tolist(), **how
        ).items():
            yield code, name, found


def _span_rows(
    tables: Sequence[pd.DataFrame], cluster: npt.NDArray[np.str_], how: Mapping[str, int]
) -> Iterator[tuple[str, str, Estimate]]:
    coders = [[_marked(cues) for cues in table["cues"]] for table in tables if "cues" in table]
    for (label, measure), found in span_estimates(coders, cluster.tolist(), **how).items():
        yield label, measure, found


def _marked(cues: Any) -> Marked | None:
    """Return one unit's cues, None where it was not coded."""
    if isinstance(cues, list | tuple):
        return cues
    if cues is None or cues is pd.NA or cues != cues:  # noqa: PLR0124 - NaN is not itself
        return None
    raise ValueError(
        f"cues hold {type(cues).__name__}; expected a list of (label, start, end) for each unit"
    )
