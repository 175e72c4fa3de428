"""The work around the season: plans and training, reviews, movements, exemplary models, initiatives."""
