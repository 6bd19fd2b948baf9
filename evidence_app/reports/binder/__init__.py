"""The binder: cover, linked index, dividers and exhibits as one PDF, or as volumes of a size a court's portal takes."""

from __future__ import annotations

from evidence_app.reports.binder.links import BinderLink, check_links
from evidence_app.reports.binder.report import REPORT, BinderOptions, bundle_pages

__all__ = ["REPORT", "BinderLink", "BinderOptions", "bundle_pages", "check_links"]
