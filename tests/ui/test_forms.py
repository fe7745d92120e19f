"""Fields tie label, help and error together."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template import Context, Template


class Report(forms.Form):
    name = forms.CharField(label="Name")
    mail = forms.EmailField(label="E-Mail", required=False, help_text="Für den Link")
    kind = forms.ChoiceField(label="Art?", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    danger = forms.BooleanField(label="Gefahr", required=False)


def _render(source: str, **values: Any) -> str:
    return Template("{% load ui %}" + source).render(Context(values))


def test_help_and_error_are_described() -> None:
    html = _render("{% field form.mail %}", form=Report({"mail": "x"}))
    assert 'aria-describedby="id_mail_help id_mail_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_mail_help"' in html
    assert 'id="id_mail_error"' in html
    assert "freiwillig" in html


def test_attributes_and_sizes() -> None:
    html = _render('{% field form.name size="m" autocomplete="name" data_x="1" %}', form=Report())
    assert 'autocomplete="name"' in html
    assert 'data-x="1"' in html
    assert "field--m" in html
    assert "freiwillig" not in html


def test_choices_are_a_group_with_a_legend_and_may_be_the_pages_question() -> None:
    html = _render("{% field form.kind page=True %}", form=Report())
    assert "<fieldset" in html
    assert "<h1" in html
    assert html.count('type="radio"') == 2


def test_the_summary_links_to_the_fields() -> None:
    html = _render("{% error_summary form %}", form=Report({}))
    assert 'href="#id_name"' in html
    assert 'href="#id_kind_0"' in html
    assert ">Name: " in html
    assert ">Art? " in html


def test_no_summary_without_errors() -> None:
    assert _render("{% error_summary form %}", form=Report()).strip() == ""
    assert _render("{% if form|has_errors %}x{% endif %}", form=Report()) == ""


def test_labels_are_escaped() -> None:
    form = Report()
    form.fields["name"].label = "<b>x</b>"
    assert "<b>" not in _render("{% field form.name %}", form=form)
