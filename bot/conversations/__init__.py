"""What people set off: one handler for each thing they can do, from an Event to an Outcome."""
