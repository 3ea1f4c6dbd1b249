"""Upkeep: what a weekly look finds, with the network and the clock, which no check, test or build reads."""
