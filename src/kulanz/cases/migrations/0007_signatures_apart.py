"""Signatures that came before files had a kind are files of their own kind as well."""

from django.db import migrations

# The owner, too, is bound to a tenant's rows; for this one statement he is not.
UPDATE = """
ALTER TABLE cases_casefile NO FORCE ROW LEVEL SECURITY;
ALTER TABLE execution_servicereport NO FORCE ROW LEVEL SECURITY;
UPDATE cases_casefile SET kind = 'signature'
WHERE id IN (SELECT signature_id FROM execution_servicereport WHERE signature_id IS NOT NULL);
ALTER TABLE execution_servicereport FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_casefile FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_file_kind"), ("execution", "0007_booking_absence")]

    operations = [migrations.RunSQL(UPDATE, migrations.RunSQL.noop)]
