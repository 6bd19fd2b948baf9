"""Claims and elements: the panel that links evidence to them, and the page that shows how each one stands."""
