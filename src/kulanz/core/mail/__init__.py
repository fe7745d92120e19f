"""Mail in and out: parsing, composing, sending and fetching, without any knowledge of cases.

Kept free of imports on purpose: the parse worker starts this package in a fresh process for every mail.
"""
