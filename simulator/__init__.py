"""A company that does not exist: its bill files in real formats, and the truth about them."""
