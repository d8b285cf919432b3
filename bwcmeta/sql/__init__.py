"""SQL as trees: predicates made safe, templates, steps, and how each engine spells them."""
