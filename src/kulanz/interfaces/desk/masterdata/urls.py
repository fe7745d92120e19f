"""Addresses of the master data; included by the desk, whose namespace they share."""

from __future__ import annotations

from django.urls import URLPattern, path

from kulanz.interfaces.desk.masterdata import (
    executors,
    failure_codes,
    groups,
    limits,
    matrix,
    reasons,
    remedies,
    suppliers,
)

urlpatterns: list[URLPattern] = [
    path("massnahmen/", remedies.remedies, name="remedies"),
    path("massnahmen/neu/", remedies.remedy, name="new_remedy"),
    path("massnahmen/<int:remedy_id>/", remedies.remedy, name="remedy"),
    path("massnahmen/<int:remedy_id>/verschieben/", remedies.move, name="move_remedy"),
    path("massnahmen/<int:remedy_id>/massstab/", remedies.make_benchmark, name="make_benchmark"),
    path("massnahmen/<int:remedy_id>/loeschen/", remedies.drop, name="drop_remedy"),
    path("massnahme-kostenart/", matrix.matrix, name="matrix"),
    path("gruende/", reasons.reasons, name="reasons"),
    path("gruende/<int:reason_id>/", reasons.reasons, name="reason"),
    path("gruende/<int:reason_id>/verschieben/", reasons.move, name="move_reason"),
    path("grenzen/", limits.role_limits, name="limits"),
    path("empfehlung/", limits.recommending, name="solution_settings"),
    path("ausfuehrende/", executors.executors, name="executors"),
    path("ausfuehrende/neu/", executors.new_executor, name="new_executor"),
    path("ausfuehrende/<int:executor_id>/", executors.executor, name="executor"),
    path("fehlercodes/", failure_codes.failure_codes, name="failure_codes"),
    path("fehlercodes/neu/", failure_codes.failure_code, name="new_failure_code"),
    path("fehlercodes/liste/", failure_codes.import_codes, name="import_failure_codes"),
    path("fehlercodes/liste/laden/", failure_codes.export_codes, name="export_failure_codes"),
    path("fehlercodes/<int:failure_code_id>/", failure_codes.failure_code, name="failure_code"),
    path("produktgruppen/", groups.product_groups, name="product_groups"),
    path("produktgruppen/neu/", groups.product_group, name="new_product_group"),
    path("produktgruppen/<int:group_id>/", groups.product_group, name="product_group"),
    path("lieferanten/", suppliers.suppliers, name="suppliers"),
    path("lieferanten/neu/", suppliers.new_supplier, name="new_supplier"),
]
