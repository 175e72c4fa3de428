"""The demonstration season: Bạc Liêu 2023, made up from a seed and played through the public APIs."""
