"""Corrections of service reports; the database refuses to change what one says."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


FORWARD = """
CREATE FUNCTION execution_correction_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.report_id, NEW.number, NEW.made_at,
      NEW.arrived_at, NEW.left_at, NEW.travel_minutes, NEW.travel_km,
      NEW.former_arrived_at, NEW.former_left_at, NEW.former_travel_minutes, NEW.former_travel_km)
     IS DISTINCT FROM
     (OLD.report_id, OLD.number, OLD.made_at,
      OLD.arrived_at, OLD.left_at, OLD.travel_minutes, OLD.travel_km,
      OLD.former_arrived_at, OLD.former_left_at, OLD.former_travel_minutes, OLD.former_travel_km) THEN
    RAISE EXCEPTION 'a correction is not changed'
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'report_correction_stays';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER execution_correction_stays BEFORE UPDATE ON execution_reportcorrection
  FOR EACH ROW EXECUTE FUNCTION execution_correction_stays();
"""

REVERSE = """
DROP TRIGGER execution_correction_stays ON execution_reportcorrection;
DROP FUNCTION execution_correction_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0010_dealers_words"),
        ("execution", "0013_customers_copy"),
        ("tenancy", "0003_english_hours"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportCorrection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(help_text="from 1 within the report")),
                ("reason", models.CharField(max_length=500)),
                ("arrived_at", models.DateTimeField(null=True)),
                ("left_at", models.DateTimeField(null=True)),
                ("travel_minutes", models.PositiveIntegerField(null=True)),
                ("travel_km", models.DecimalField(decimal_places=1, max_digits=8, null=True)),
                ("former_arrived_at", models.DateTimeField(null=True)),
                ("former_left_at", models.DateTimeField(null=True)),
                ("former_travel_minutes", models.PositiveIntegerField(null=True)),
                ("former_travel_km", models.DecimalField(decimal_places=1, max_digits=8, null=True)),
                ("made_by_name", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField()),
                (
                    "customers_copy",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cases.casefile",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cases.casefile",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="execution.servicereport",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
            },
        ),
        migrations.AddField(
            model_name="servicereport",
            name="correction",
            field=models.ForeignKey(
                help_text="the newest: its times count instead of those above, which stay as they came",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="execution.reportcorrection",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportcorrection",
            constraint=models.UniqueConstraint(fields=("report", "number"), name="report_correction_number"),
        ),
        migrations.AddConstraint(
            model_name="reportcorrection",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="report_correction_reason"
            ),
        ),
        migrations.RunSQL(FORWARD, REVERSE),
    ]
