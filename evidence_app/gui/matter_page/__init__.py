"""The page about the case itself."""
