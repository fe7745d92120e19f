"""Addresses of the statistics, below /desk/auswertung/."""

from __future__ import annotations

from django.urls import path

from kulanz.interfaces.desk.improvement import dealers, decided, rate, sales, simulation

urlpatterns = [
    path("quote/", rate.rate, name="complaint_rate"),
    path("quote/vorgaenge/", rate.rate_cases, name="complaint_rate_cases"),
    path("quote/liste/", rate.rate_export, name="complaint_rate_export"),
    path("verkaufszahlen/", sales.sales, name="sales"),
    path("verkaufszahlen/uebernehmen/", sales.take_over, name="sales_take_over"),
    path("verkaufszahlen/vorlage/", sales.sales_template, name="sales_template"),
    path("ersatzteilverkaeufe/", sales.part_sales, name="part_sales"),
    path("ersatzteilverkaeufe/uebernehmen/", sales.part_sales_take_over, name="part_sales_take_over"),
    path("ersatzteilverkaeufe/vorlage/", sales.part_sales_template, name="part_sales_template"),
    path("preisliste/", dealers.factory_prices, name="factory_prices"),
    path("fachhandelspartner/", dealers.dealer, name="dealer_figures"),
    path("fachhandelspartner/liste/", dealers.dealer_export, name="dealer_figures_export"),
    path("simulation/", simulation.simulation, name="simulation"),
    path("simulation/liste/", simulation.simulation_export, name="simulation_export"),
    path("entscheidungen/", decided.decided, name="decided"),
    path("entscheidungen/vorgaenge/", decided.decided_cases, name="decided_cases"),
    path("entscheidungen/liste/", decided.decided_export, name="decided_export"),
]
