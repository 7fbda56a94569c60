"""Hand the commands what they write files with."""

from compassion_nlp.output import spreadsheet_safe, whole_file, write_whole

__all__ = ["spreadsheet_safe", "whole_file", "write_whole"]
