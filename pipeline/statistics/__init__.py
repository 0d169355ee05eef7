"""Statistics on small aggregated tables, one subject per module. Nothing here touches a fact table."""
