"""Run the command line by ``python -m compassion_nlp.cli``."""

from compassion_nlp.cli import main

main()
