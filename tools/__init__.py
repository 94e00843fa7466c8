"""Tools of the Makefile: the environment and the steps of lint and test."""
