"""What was for a case's dealer alone before each row said whose it is was for the dealer the case has."""

from django.db import migrations

# The owner, too, is bound to a tenant's rows; for these statements he is not.
UPDATE = """
ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_message NO FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_casefile NO FORCE ROW LEVEL SECURITY;
UPDATE cases_message m SET dealer_id = c.dealer_id FROM cases_case c
WHERE c.id = m.case_id AND m.audience = 'dealer' AND m.dealer_id IS NULL;
UPDATE cases_casefile f SET dealer_id = c.dealer_id FROM cases_case c
WHERE c.id = f.case_id AND f.audience = 'dealer' AND f.dealer_id IS NULL;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE cases_casefile FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_message FORCE ROW LEVEL SECURITY;
ALTER TABLE cases_case FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_whose_dealer")]

    operations = [migrations.RunSQL(UPDATE, migrations.RunSQL.noop)]
