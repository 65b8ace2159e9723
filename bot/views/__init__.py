"""Shapes: what stands where in a message, a form or Home. Words come from bot/wording."""
