"""Letters that came before they had copies hold their customer's link: the office alone opens them."""

from django.db import migrations

# The owner, too, is bound to a tenant's rows; for this one statement he is not.
UPDATE = """
ALTER TABLE cases_casefile NO FORCE ROW LEVEL SECURITY;
ALTER TABLE contact_letter NO FORCE ROW LEVEL SECURITY;
UPDATE cases_casefile SET audience = 'internal'
WHERE audience <> 'internal' AND id IN (SELECT file_id FROM contact_letter);
ALTER TABLE contact_letter FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_casefile FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("contact", "0009_partner_sent_files"), ("cases", "0008_file_copies")]

    operations = [migrations.RunSQL(UPDATE, migrations.RunSQL.noop)]
