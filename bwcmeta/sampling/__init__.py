"""Fair draws from what a rule binds: anybody with the frame and the seed gets the same list."""
