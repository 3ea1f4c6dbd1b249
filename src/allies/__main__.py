"""`python -m allies` is `allies`."""

from allies.cli import main

main(prog_name="allies")
