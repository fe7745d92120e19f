"""Whether what is stored fits together; and how much there is."""
