"""Turn a table of the user's own into one with the columns an analysis knows."""

from __future__ import annotations

import pandas as pd


def checked(frame: pd.DataFrame, **columns: str) -> pd.DataFrame:
    """Return the named columns under the names of their options.

    Raises:
        KeyError: A column is not there.
    """
    for option, column in columns.items():
        if column not in frame.columns:
            raise KeyError(
                f"{option}={column!r}: no such column; columns are: "
                f"{', '.join(map(str, frame.columns))}"
            )
    return pd.DataFrame({option: frame[column] for option, column in columns.items()})
