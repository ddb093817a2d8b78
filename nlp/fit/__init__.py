"""Teaches the lexicon its weights; needs the extra ``fit``, and never runs with the service."""
