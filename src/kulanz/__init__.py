"""Kulanz: complaint and service cases between manufacturer, dealer, technician and customer."""

__version__ = "0.1.0"
