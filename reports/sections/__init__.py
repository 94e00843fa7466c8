"""The chapters of the report, each made from the tables it names."""
