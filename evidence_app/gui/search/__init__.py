"""The search screen: query, filters, hits page by page, and the statement of what was searched."""
