"""The conversations, written once for all channels."""
