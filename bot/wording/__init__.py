"""Every word that Tend says, by subject. Plain functions and constants; no shapes, no logic."""
