"""The page of the local workspace: what a person sees in the browser, and what they press there."""

from sandbox.pages.app import create_page

__all__ = ["create_page"]
