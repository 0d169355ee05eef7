"""The quality gate: what must hold in a warehouse before it is published."""
