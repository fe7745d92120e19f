"""Chain and append-only triggers of the protocol."""

from __future__ import annotations

from django.db import migrations

FORWARD = """
CREATE FUNCTION protocol_entry_hash(e protocol_protocolentry) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(concat_ws(E'\\n',
    e.prev_hash, e.tenant_id::text, e.stream, e.seq::text, e.event,
    to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
    e.actor_kind, e.actor_ref, e.channel, e.facts::text, e.personal_digest), 'UTF8')), 'hex')
$$;

CREATE FUNCTION protocol_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last_seq integer; last_hash text;
BEGIN
  -- two writers of one stream wait for each other, so that the chain has no fork
  PERFORM pg_advisory_xact_lock(hashtextextended(NEW.tenant_id::text || '/' || NEW.stream, 0));
  SELECT seq, hash INTO last_seq, last_hash FROM protocol_protocolentry
    WHERE tenant_id = NEW.tenant_id AND stream = NEW.stream ORDER BY seq DESC LIMIT 1;
  NEW.seq := coalesce(last_seq, 0) + 1;
  NEW.prev_hash := coalesce(last_hash, '');
  NEW.hash := protocol_entry_hash(NEW);
  RETURN NEW;
END $$;

CREATE FUNCTION protocol_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the protocol is append-only';
END $$;

CREATE TRIGGER protocol_chain BEFORE INSERT ON protocol_protocolentry
  FOR EACH ROW EXECUTE FUNCTION protocol_chain();
CREATE TRIGGER protocol_append_only BEFORE UPDATE OR DELETE ON protocol_protocolentry
  FOR EACH ROW EXECUTE FUNCTION protocol_refuse();
CREATE TRIGGER protocol_no_truncate BEFORE TRUNCATE ON protocol_protocolentry
  FOR EACH STATEMENT EXECUTE FUNCTION protocol_refuse();
"""

REVERSE = """
DROP TRIGGER protocol_no_truncate ON protocol_protocolentry;
DROP TRIGGER protocol_append_only ON protocol_protocolentry;
DROP TRIGGER protocol_chain ON protocol_protocolentry;
DROP FUNCTION protocol_refuse(); DROP FUNCTION protocol_chain();
DROP FUNCTION protocol_entry_hash(protocol_protocolentry);
"""


class Migration(migrations.Migration):
    dependencies = [("protocol", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, REVERSE)]
