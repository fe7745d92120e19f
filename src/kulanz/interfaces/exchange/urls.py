"""The schemas at the addresses their users know."""

from __future__ import annotations

from django.urls import path

from kulanz.interfaces.exchange import views

app_name = "exchange"
urlpatterns = [
    path("kulanz-orders-1.xsd", views.orders_schema, name="orders_schema"),
    path("kulanz-cases-1.xsd", views.cases_schema, name="cases_schema"),
]
