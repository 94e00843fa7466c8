"""One lineage graph from bill files to reports: thin Dagster assets that call the other rooms."""
