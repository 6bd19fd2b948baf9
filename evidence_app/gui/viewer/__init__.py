"""Reading an exhibit: its pages as they look, its words, and the passages tied to elements."""
