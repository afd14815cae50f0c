"""Hubs, the organisations they serve, and the scope that keeps one hub's rows from another."""
