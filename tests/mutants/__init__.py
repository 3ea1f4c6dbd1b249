"""Mutants: single errors planted in copies of the real facts, pages and data, and the gate asked about each.

`make mutants` plants them, counts what is caught behind each door, names what survives, and writes .cache/mutants.json.
What survives is a hole to close; what nothing can catch stands, with its reason, in holes.yaml. Nothing here imports
the audit or the pages: errors are edits of the text that is there, and the gate is asked by its two front doors
(`gate`).
"""
