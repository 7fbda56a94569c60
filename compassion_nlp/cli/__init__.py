"""Turn the command line into calls of the library: one module per command."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from compassion_nlp import __version__

# Commands load when they are called, so that --help needs none of them.
_COMMANDS = {
    "agree": "Agreement between coders, or coder and model.",
    "analyze": "Texts in, one record each out.",
    "convert": "Labels to and from the files of coders' tools.",
    "cues": "The codebook at the prompt.",
    "demo": "The sample session, analysed and reported.",
    "evaluate": "Cues and scores against labels, with intervals.",
    "lint": "Wording in notes to look at again, line by line.",
    "report": "A self-contained page with highlighted cues.",
    "sessions": "One row per session or note: measures with intervals.",
    "train": "A model from labelled texts.",
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"compassion_nlp.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="compassion-nlp")
def cli() -> None:
    """Read how helpers relate to the people they help.

    Marks cues in transcripts and notes, and scores four mindsets. Everything
    runs on this machine. Scores describe words, never a person.
    """


def main(arguments: list[str] | None = None) -> Any:
    """Run a command; faults of the input end with a message and exit code 2."""
    try:
        return cli.main(args=arguments, prog_name="compassion-nlp")
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone: nothing more to say
        sys.exit(1)
    except (ValueError, OSError, KeyError) as error:
        words = error.args[0] if isinstance(error, KeyError) else error
        click.echo(f"compassion-nlp: {words}", err=True)
        sys.exit(2)
