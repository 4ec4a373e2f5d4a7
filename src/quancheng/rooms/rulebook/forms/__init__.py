"""What each step of a local norm asks for."""
