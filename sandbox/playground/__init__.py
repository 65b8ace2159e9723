"""Microsoft's own local Teams client, started on this machine with the sample company in it."""
