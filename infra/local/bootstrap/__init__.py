"""What a machine needs before anything of ours can be imported. Standard library only: it runs before the packages are there."""
