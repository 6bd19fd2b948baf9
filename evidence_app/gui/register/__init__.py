"""Served exhibit lists, what changed since, and where each exhibit stands."""
