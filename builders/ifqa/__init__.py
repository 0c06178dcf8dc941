"""IfQA."""
