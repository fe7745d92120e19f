"""Addresses of vehicles, tools, maintenance plans and offers of maintenance and cleaning."""

from __future__ import annotations

from django.urls import path

from kulanz.interfaces.desk.resources import counts, plans, service_offers, tools, vehicles

_VEHICLE = "fahrzeuge/<int:vehicle_id>/"
_TOOL = "werkzeuge/<int:tool_id>/"
_PLAN = "wartung/<int:plan_id>/"
_OFFER = "wartungsangebote/<str:offer_number>/"

urlpatterns = [
    path("fahrzeuge/", vehicles.vehicles, name="vehicles"),
    path("fahrzeuge/neu/", vehicles.new_vehicle, name="new_vehicle"),
    path(_VEHICLE, vehicles.vehicle, name="vehicle"),
    path(f"{_VEHICLE}bearbeiten/", vehicles.edit_vehicle, name="edit_vehicle"),
    path(f"{_VEHICLE}buchen/", vehicles.book, name="vehicle_book"),
    path(f"{_VEHICLE}auffuellen/", vehicles.fill_up, name="vehicle_fill_up"),
    path(f"{_VEHICLE}bestand/", counts.stock_list, name="vehicle_stock"),
    path(f"{_VEHICLE}zaehlung/", counts.count, name="vehicle_count"),
    path("werkzeuge/", tools.tools, name="tools"),
    path("werkzeuge/neu/", tools.new_tool, name="new_tool"),
    path(_TOOL, tools.tool, name="tool"),
    path(f"{_TOOL}bearbeiten/", tools.edit_tool, name="edit_tool"),
    path(f"{_TOOL}ort/", tools.move, name="move_tool"),
    path("wartung/", plans.plans, name="maintenance"),
    path("wartung/neu/", plans.new_plan, name="new_maintenance_plan"),
    path("wartung/orte/", plans.places, name="maintenance_places"),
    path(_PLAN, plans.plan, name="maintenance_plan"),
    path(f"{_PLAN}bearbeiten/", plans.edit_plan, name="edit_maintenance_plan"),
    path(f"{_PLAN}stand/", plans.set_plan, name="set_maintenance_plan"),
    path("wartungsangebote/", service_offers.service_offers, name="service_offers"),
    path("wartungsangebote/neu/", service_offers.new_service_offer, name="new_service_offer"),
    path(_OFFER, service_offers.service_offer, name="service_offer"),
    path(f"{_OFFER}senden/", service_offers.send_service_offer, name="send_service_offer"),
    path(f"{_OFFER}drucken/", service_offers.print_offer, name="print_service_offer"),
    path(f"{_OFFER}zurueckziehen/", service_offers.withdraw_offer, name="withdraw_service_offer"),
]
