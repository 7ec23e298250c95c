"""The map on pages: drawn as SVG, as GeoJSON, and asked in words."""
