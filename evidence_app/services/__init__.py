"""What a user can do, as plain functions with the open matter first; the one API for window, command line and reports."""
