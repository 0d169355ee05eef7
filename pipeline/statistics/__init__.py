"""Statistics on small aggregated tables: intervals, differences, survival. Nothing here touches a fact table."""
