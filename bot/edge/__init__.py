"""What every adapter stands on: the web server, errands, what is kept for a while, letters."""
