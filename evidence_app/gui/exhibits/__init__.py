"""The exhibit list, its filter bar, and the details of the chosen exhibits."""
