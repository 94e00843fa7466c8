"""Bills of every declared format, damaged in every way that is known, and judged by their writer.

The generator writes rows and knows what it wrote; a damage changes the file and notes what became
of them; the judge compares what was loaded with that, cell by cell, and never asks the loader.
"""
