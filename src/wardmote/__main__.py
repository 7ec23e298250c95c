"""`python -m wardmote`: the command line."""

from wardmote.project.cli import main

if __name__ == "__main__":
    main()
