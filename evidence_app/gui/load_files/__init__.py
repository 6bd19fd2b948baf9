"""Load files in the window: received productions and overlays."""
