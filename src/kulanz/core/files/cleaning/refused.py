"""The one error all cleaners raise."""


class CannotClean(Exception):
    """The content is broken, too large to unpack, or of a form that cannot be cleaned with certainty."""
