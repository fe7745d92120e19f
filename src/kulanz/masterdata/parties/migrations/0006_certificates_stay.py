"""Certificates are not transferable: the database refuses another holder, kind of work or first day."""

from __future__ import annotations

from django.db import migrations

FORWARD = """
CREATE FUNCTION parties_certificate_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.holder_id IS DISTINCT FROM OLD.holder_id
     OR NEW.work_kind_id IS DISTINCT FROM OLD.work_kind_id
     OR NEW.issued_on IS DISTINCT FROM OLD.issued_on THEN
    RAISE EXCEPTION 'a certificate is not transferable'
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'certificate_stays';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER parties_certificate_stays BEFORE UPDATE ON parties_certificate
  FOR EACH ROW EXECUTE FUNCTION parties_certificate_stays();
"""

REVERSE = """
DROP TRIGGER parties_certificate_stays ON parties_certificate;
DROP FUNCTION parties_certificate_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("parties", "0005_office_contacts")]

    operations = [migrations.RunSQL(FORWARD, REVERSE)]
