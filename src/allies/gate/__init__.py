"""Gate: everything that a person can get wrong, as one list of problems."""
