"""A comparison of remedies asked from outside: reading, checking, answering."""
