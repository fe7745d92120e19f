"""Lists as people keep them: CSV and XLSX in, CSV and XLSX out, whatever the list is about.

`reading.read_table` gives headings and rows with their line numbers, `columns.columns_of` finds the columns
that are known, `cells` turns a cell into text, number, day or yes and no, `writing` and `serving` give out.
"""
