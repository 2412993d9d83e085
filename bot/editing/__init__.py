"""What editors give and ask for, on its way to the library."""
