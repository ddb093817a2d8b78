"""What tests stand on: real databases, a real Redis, a real browser, our own server."""
