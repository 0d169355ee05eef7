"""Analyses over metrics: what the figures of the warehouse say together. Statistics on counts; nothing here draws."""
