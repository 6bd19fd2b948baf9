"""What leaves the office: the check before it goes, and portable cases."""
