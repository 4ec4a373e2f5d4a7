"""全程: the whole course of every matter of a county's and its townships' people's congresses."""
