"""Pure helpers of the assets."""
