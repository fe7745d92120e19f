"""The search table and the functions that are the only way to it.

Row-level security would switch the text index off (the match operator is not leakproof), so this table
has no policy and the app role no privilege on it. The functions run as its owner, take the tenant from
the setting of the transaction and write it into every stored word: a question can only reach words of
its own tenant and of the audiences it names, by the index itself. For the same reason a word that is
common elsewhere costs a small tenant nothing.

Finding, newest first: look through the newest documents; where these already fill the page, done.
Otherwise their share of hits tells which is cheaper, to look further or to ask the index and sort.
The planner cannot decide that, it knows no frequency of a prefix.
"""

from __future__ import annotations

from typing import Final

CREATE: Final = r"""
CREATE TABLE search_document (
    tenant_id bigint NOT NULL,
    collection text NOT NULL,
    document_id bigint NOT NULL,
    tsv tsvector NOT NULL,
    PRIMARY KEY (tenant_id, collection, document_id)
);
-- Words waiting in the pending list would be read through by every search.
CREATE INDEX search_document_tsv ON search_document USING gin (tsv) WITH (fastupdate = off);
REVOKE ALL ON search_document FROM PUBLIC;

CREATE FUNCTION search_tenant() RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT nullif(current_setting('kulanz.tenant', true), '')::bigint
$$;

-- The stored form of a word: 7:case:customer:gasfeder. Python writes the same form for bulk loads.
CREATE FUNCTION search_lexemes(p_collection text, p_audiences text[], p_words text[]) RETURNS tsvector
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    tenant bigint := public.search_tenant();
BEGIN
    IF tenant IS NULL THEN
        RAISE EXCEPTION 'search: no tenant is set';
    END IF;
    RETURN array_to_tsvector(ARRAY(
        SELECT tenant || ':' || p_collection || ':' || a || ':' || w
        FROM unnest(p_audiences, p_words) AS t (a, w)
    ));
END $$;

CREATE FUNCTION search_index(p_collection text, p_document bigint, p_audiences text[], p_words text[])
RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.search_document AS d (tenant_id, collection, document_id, tsv)
    VALUES (public.search_tenant(), p_collection, p_document,
            public.search_lexemes(p_collection, p_audiences, p_words))
    ON CONFLICT (tenant_id, collection, document_id) DO UPDATE SET tsv = excluded.tsv
$$;

CREATE FUNCTION search_extend(p_collection text, p_document bigint, p_audiences text[], p_words text[])
RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.search_document AS d (tenant_id, collection, document_id, tsv)
    VALUES (public.search_tenant(), p_collection, p_document,
            public.search_lexemes(p_collection, p_audiences, p_words))
    ON CONFLICT (tenant_id, collection, document_id) DO UPDATE SET tsv = d.tsv || excluded.tsv
    WHERE pg_column_size(d.tsv) < 400000
$$;

CREATE FUNCTION search_remove(p_collection text, p_document bigint)
RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM public.search_document
    WHERE tenant_id = public.search_tenant() AND collection = p_collection AND document_id = p_document
$$;

-- p_query: groups (and) of alternatives (or) of terms (and); a term is [word, matches as prefix].
CREATE FUNCTION search_question(p_collection text, p_query jsonb, p_audiences text[]) RETURNS tsquery
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT string_agg('(' || alternatives || ')', '&')::tsquery
    FROM (
        SELECT (
            SELECT string_agg('(' || terms || ')', '|')
            FROM (
                SELECT (
                    SELECT string_agg('(' || readings || ')', '&')
                    FROM (
                        SELECT (
                            SELECT string_agg(
                                '''' || replace(replace(
                                    concat_ws(':', public.search_tenant(), p_collection, a, term->>0),
                                    '\', '\\'), '''', '''''') || ''''
                                || CASE WHEN (term->>1)::boolean THEN ':*' ELSE '' END, '|')
                            FROM unnest(p_audiences) AS u (a)
                        ) AS readings
                        FROM jsonb_array_elements(alternative) AS t (term)
                    ) AS t
                ) AS terms
                FROM jsonb_array_elements(grouped) AS g (alternative)
            ) AS g
        ) AS alternatives
        FROM jsonb_array_elements(p_query) AS q (grouped)
    ) AS q
$$;

CREATE FUNCTION search_find(
    p_collection text, p_query jsonb, p_audiences text[], p_before bigint, p_max integer
) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off AS $$
DECLARE
    tenant constant bigint := public.search_tenant();
    question constant tsquery := public.search_question(p_collection, p_query, p_audiences);
    start bigint := coalesce(p_before, 9223372036854775807);
    step integer := 200;
    found bigint[] := '{}';
    hits bigint[];
    seen integer;
    seen_in_all integer := 0;
    last bigint;
    estimated float8;
    all_documents constant float8 :=
        (SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = 'public.search_document'::regclass);
BEGIN
    IF tenant IS NULL OR question IS NULL OR p_max < 1 THEN
        RETURN;
    END IF;
    LOOP
        SELECT array_agg(w.document_id ORDER BY w.document_id DESC) FILTER (WHERE w.tsv @@ question),
               count(*), min(w.document_id)
        INTO hits, seen, last
        FROM (SELECT d.document_id, d.tsv FROM public.search_document d
              WHERE d.tenant_id = tenant AND d.collection = p_collection AND d.document_id < start
              ORDER BY d.document_id DESC LIMIT step) AS w;
        found := found || coalesce(hits, '{}');
        seen_in_all := seen_in_all + seen;
        IF seen < step OR cardinality(found) >= p_max THEN
            RETURN QUERY SELECT unnest(found[1:p_max]);
            RETURN;
        END IF;
        start := last;
        -- Documents still to look through, at the share of hits so far.
        estimated := (p_max - cardinality(found)) * seen_in_all / greatest(cardinality(found), 0.5);
        -- Reading one document costs about as much as ten hits of the index.
        EXIT WHEN estimated > least(3000, all_documents * cardinality(found) / seen_in_all / 10)
            OR seen_in_all > 6000;
        step := least(greatest(estimated::integer * 5 / 4, 200), 3000);
    END LOOP;
    RETURN QUERY
        WITH matching AS MATERIALIZED (
            SELECT d.document_id FROM public.search_document d
            WHERE d.tsv @@ question AND d.document_id < start
        )
        SELECT u FROM unnest(found) AS u
        UNION ALL
        (SELECT m.document_id FROM matching m ORDER BY m.document_id DESC LIMIT p_max - cardinality(found));
END $$;
"""

DROP: Final = """
DROP FUNCTION search_find(text, jsonb, text[], bigint, integer);
DROP FUNCTION search_question(text, jsonb, text[]);
DROP FUNCTION search_remove(text, bigint);
DROP FUNCTION search_extend(text, bigint, text[], text[]);
DROP FUNCTION search_index(text, bigint, text[], text[]);
DROP FUNCTION search_lexemes(text, text[], text[]);
DROP FUNCTION search_tenant();
DROP TABLE search_document;
"""
