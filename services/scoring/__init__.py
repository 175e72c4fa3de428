"""Scoring: what is to be scored, who scored what, and the points that follow from it."""
