"""Evidence: litigation evidence management on one computer, without any network connection."""

__version__ = "0.1.0"
