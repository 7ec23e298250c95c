"""Addresses of categories, their groups and their clocks."""

from django.urls import path

from . import clocks, groups, kept, sensitivity

urlpatterns = [
    path("categories", kept.categories, name="categories"),
    path("add-category", kept.add_category, name="add_category"),
    path("categories/<slug:key>", kept.category, name="category"),
    path("categories/<slug:key>/change", kept.change_category, name="change_category"),
    path(
        "categories/<slug:key>/who-may-know",
        sensitivity.change_sensitivity,
        name="change_sensitivity",
    ),
    path("categories/<slug:key>/let-take", kept.let_take, name="let_take"),
    path("categories/<slug:key>/end", kept.end_category, name="end_category"),
    path("category-groups", groups.category_groups, name="category_groups"),
    path("add-category-group", groups.add_category_group, name="add_category_group"),
    path(
        "category-groups/<slug:key>/change",
        groups.change_category_group,
        name="change_category_group",
    ),
    path("category-groups/<slug:key>/end", groups.end_category_group, name="end_category_group"),
    path("clocks", clocks.clocks, name="clocks"),
    path("add-clock", clocks.add_clock, name="add_clock"),
    path("clocks/<slug:key>", clocks.clock, name="clock"),
    path("clocks/<slug:key>/change", clocks.change_clock, name="change_clock"),
    path("clocks/<slug:key>/end", clocks.end_clock, name="end_clock"),
]
