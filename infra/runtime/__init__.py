"""The event-sourced runtime: a small library that services call and that imports none of them."""
