"""Registry: who exists, who takes part in which cluster, who leads, and which rules hold."""
