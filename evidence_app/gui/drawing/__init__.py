"""Pages of stored originals as pictures: drawn on a thread of their own, kept within a bound of bytes."""
