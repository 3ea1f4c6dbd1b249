"""Pages: which pages there are, and their finished Markdown; every value arrives marked with the fact it comes from."""
