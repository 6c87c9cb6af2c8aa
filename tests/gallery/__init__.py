"""Pictures of every screen, to be looked at one by one: `make screenshots`."""
