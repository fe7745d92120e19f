"""A case counts once in each group it belongs to: which of its rows repeat a group. Pure.

A fact says for each of these groupings whether an earlier row of its case has the same value, so that a list
counts cases by adding up the rows that do not repeat, without telling cases apart one by one.
"""

from __future__ import annotations

from enum import IntFlag


class Repeats(IntFlag):
    """`CASE` stands for whatever all rows of a case share: dealer, country, month and the whole."""

    CASE = 1
    ARTICLE = 2
    GROUP = 4
    SUPPLIER = 8
    FAILURE_CODE = 16
    REMEDY = 32
    DELIVERED = 64
