"""Render: an answer or a fact becomes Markdown; every value arrives marked with the fact it comes from."""
