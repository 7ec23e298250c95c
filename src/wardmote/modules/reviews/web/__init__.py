"""Pages of case reviews: for everybody, for those who answer reports, and for the review desk."""
