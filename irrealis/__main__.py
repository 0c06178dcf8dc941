"""`python -m irrealis` is the command line, where scripts are not on the path."""

from irrealis.cli import main

if __name__ == "__main__":
    main(prog_name="irrealis")
