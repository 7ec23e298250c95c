"""The addresses of case reviews."""

from django.urls import path

from . import procedure, public, review, watch

app_name = "reviews"
urlpatterns = [
    path("case-review", public.ask, name="public"),
    path("case-review/asked", public.asked, name="asked"),
    path("case-review/figures", public.figures, name="figures"),
    path("case-review/figures.csv", public.figures_table, name="figures_table"),
    path("case-review-letters/<int:number>", watch.letter, name="letter"),
    path("case-review-letters/<int:number>.pdf", watch.letter_paper, name="letter_paper"),
    path("case-reviews", review.desk, name="desk"),
    path("case-reviews/procedure", procedure.procedure, name="procedure"),
    path("case-reviews/<str:reference>", review.review, name="review"),
    path("observations/<str:reference>/people/<int:position>/case-review", watch.watch, name="watch"),
    path("observations/<str:reference>/people/<int:position>/case-review/ask", watch.ask, name="ask"),
]
