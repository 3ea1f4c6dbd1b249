"""Site: finished Markdown becomes a published folder."""
