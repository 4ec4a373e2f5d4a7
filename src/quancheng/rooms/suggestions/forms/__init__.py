"""What each step of the room asks for."""
