"""What is done about an update. Thin: the decisions are made elsewhere."""
