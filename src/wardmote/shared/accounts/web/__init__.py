"""The pages about the own sign-in, and the forms django-allauth's pages wear."""
