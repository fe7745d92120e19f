"""The schema at the address its users know."""

from __future__ import annotations

from django.urls import path

from kulanz.interfaces.exchange import views

app_name = "exchange"
urlpatterns = [path("kulanz-orders-1.xsd", views.orders_schema, name="orders_schema")]
