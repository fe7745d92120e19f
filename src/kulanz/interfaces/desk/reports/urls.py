"""Addresses of service reports and devices; included at the desk's root."""

from __future__ import annotations

from django.urls import path

from kulanz.interfaces.desk.reports import correcting, devices, pages

urlpatterns = [
    path("berichte/", pages.reports, name="reports"),
    path("berichte/<str:report_number>/", pages.report, name="report"),
    path("berichte/<str:report_number>/kopie/", pages.send, name="report_send"),
    path("berichte/<str:report_number>/berichtigung/", correcting.correct, name="report_correct"),
    path("berichte/<str:report_number>/pdf/", pages.report_pdf, name="report_pdf"),
    path("vorgang/<str:number>/berichte/", pages.of_case, name="case_reports"),
    path("geraete/", devices.devices, name="devices"),
    path("geraete/<int:device_id>/sperren/", devices.revoke, name="revoke_device"),
]
