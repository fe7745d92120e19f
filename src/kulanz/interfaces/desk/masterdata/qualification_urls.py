"""Addresses of technicians, certificates and safety relevance; part of the master data."""

from __future__ import annotations

from django.urls import URLPattern, path

from kulanz.interfaces.desk.masterdata import (
    qualification_areas,
    qualification_certificates,
    qualification_certifying,
    qualification_houses,
    qualification_kinds,
    qualification_technicians,
    qualification_unclassified,
)

_CERTIFICATE = "zertifikate/<int:certificate_id>/"

urlpatterns: list[URLPattern] = [
    path("techniker/", qualification_technicians.technicians, name="technicians"),
    path("techniker/neu/", qualification_technicians.new_technician, name="new_technician"),
    path("techniker/finden/haus/", qualification_technicians.find_houses, name="find_houses"),
    path("techniker/<int:technician_id>/", qualification_technicians.technician, name="technician"),
    path("zertifikate/", qualification_certificates.certificates, name="certificates"),
    path("zertifikate/neu/", qualification_certifying.new_certificate, name="new_certificate"),
    path("zertifikate/finden/", qualification_certificates.find_holders, name="find_holders"),
    path(_CERTIFICATE, qualification_certificates.certificate, name="certificate"),
    path(f"{_CERTIFICATE}erneuern/", qualification_certifying.renew, name="renew_certificate"),
    path(f"{_CERTIFICATE}entziehen/", qualification_certifying.revoke_one, name="revoke_certificate"),
    path(f"{_CERTIFICATE}nachweis/", qualification_certificates.evidence, name="certificate_evidence"),
    path(
        f"{_CERTIFICATE}nachweis/ablegen/",
        qualification_certifying.hand_in_evidence,
        name="hand_in_evidence",
    ),
    path("betriebe/", qualification_houses.certified_houses, name="certified_houses"),
    path("arbeitsarten/", qualification_kinds.work_kinds, name="work_kinds"),
    path("arbeitsarten/neu/", qualification_kinds.work_kind, name="new_work_kind"),
    path("arbeitsarten/<int:work_kind_id>/", qualification_kinds.work_kind, name="work_kind"),
    path("arbeitsarten/<int:work_kind_id>/pruefliste/", qualification_kinds.checklist, name="checklist"),
    path("schulungen/", qualification_kinds.courses, name="courses"),
    path("schulungen/neu/", qualification_kinds.course, name="new_course"),
    path("schulungen/<int:course_id>/", qualification_kinds.course, name="course"),
    path("postleitzahlen/", qualification_areas.uncovered, name="uncovered"),
    path("einstufung/", qualification_unclassified.unclassified, name="unclassified"),
    path("einstufung/einstufen/", qualification_unclassified.classify, name="classify"),
]
