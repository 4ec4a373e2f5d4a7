"""What each step of the register asks for."""
