"""Writers: one module per platform, each turns frames into files with the platform's exact header."""
