"""Bill files → raw tables. Knows file formats; knows no finance and no scheduler."""
