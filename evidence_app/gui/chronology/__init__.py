"""The chronology screen: events as a list, drawn on a time scale, and each with its sources."""
