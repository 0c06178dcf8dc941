"""What `irrealis score` is made of: predictions, formulas, and a module a kind of prediction."""
