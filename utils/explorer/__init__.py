"""The embedding explorer: one JavaScript program, in a notebook or as a page of its own."""
