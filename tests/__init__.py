"""The tests: a package, so that shared fixtures import by one name from anywhere."""
