"""`python -m kulanz` is the same as the command `kulanz`."""

from kulanz.config.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
