"""Tests of storeledger and the tools they share."""
