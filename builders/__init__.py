"""How each dataset is made: one module (or package) a dataset."""
