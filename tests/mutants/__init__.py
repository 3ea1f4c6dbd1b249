"""Mutants: single errors planted in a copy of the real facts and pages, and the gate run on each.

`python -m tests.mutants` plants them, counts what is caught, lists what survives, and writes answers/mutants.json, which
the page on checks shows. What survives is a hole to close; what no check can catch stands, with its reason, in
holes.yaml. The gate is what a careless contributor runs into: see `gate`.
"""
