"""Proofs for edits of facts: prompts read by patterns of their own, kinds by lists of their own."""
