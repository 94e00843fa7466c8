"""One module per platform: frames into the cells of its bill formats."""
