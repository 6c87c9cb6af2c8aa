"""The owners' desk: what ``/admin`` shows and does, one module for each purpose; `front` leads to them all."""
