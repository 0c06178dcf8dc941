"""What the rows of each dataset must satisfy: one module a dataset."""
