"""Tools that the tests share: a PostgreSQL server, small companies, warehouses, tables."""
