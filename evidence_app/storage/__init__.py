"""How a matter is kept on disk; the only package that drives sqlite3, sqlite-utils and Whoosh."""
