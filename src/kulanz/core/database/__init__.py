"""The database: where it is, and our own supervisor for the one inside the home folder.

Nothing here needs Django, so that the command line can start PostgreSQL before Django is loaded.
"""
