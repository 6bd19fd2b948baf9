"""The window: screens over the services. Qt lives only here."""
