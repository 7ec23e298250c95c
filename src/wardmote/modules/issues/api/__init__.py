"""Open311 GeoReport v2 for other programs: https://wiki.open311.org/GeoReport_v2/."""
