"""Plain words: what a person typed to Tend, understood by rules or asked back, never guessed."""
