"""A year in a made-up company, lived through the real jobs in minutes: `tend simulate`."""
