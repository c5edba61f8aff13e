-- Owners of IPv4 addresses and ports (RFC 7597), for spark, made by mape lookup --sql.
-- Input: a relation with columns ip (BIGINT), port (INTEGER, null for none) and ts (BIGINT, milliseconds since 1970).
-- Dotted text as ip: CAST(split(address, '[.]')[0] AS BIGINT) * 16777216 + CAST(split(address, '[.]')[1] AS BIGINT) * 65536 + CAST(split(address, '[.]')[2] AS BIGINT) * 256 + CAST(split(address, '[.]')[3] AS BIGINT)
-- A row without a box has no owner at that instant. There is no grace, no tolerance and no reason: use
-- mape lookup for rows near a change of the rules, and for rows without a prefix.
-- The relation is mape_queries, which must exist; the result is the view mape_owners.
CREATE OR REPLACE TEMPORARY VIEW mape_boxes AS SELECT * FROM VALUES
(1L, '2026-01-01T00:00:00Z', 'it\'s/0', 1767225600000L, 9223372036854775807L, 3221225984L, 3221226239L, 0L, 255L, true, 1024L, 4L, 256L, 1L, 256L, 256L, 56L, 'rfc7597', 8193L, 3512L, 0L, 0L, 0L, 0L, 0L, 0L, 1L, 1L, 256L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 256L, 256L, 1L, 1L, 1L, 1L, 0L, 0L, 1L, 256L, 0L, 0L, 0L, 0L)
AS boxes (box,version,rule,from_ms,until_ms,v4_first,v4_last,psid_first,psid_last,shared,port_first,psid_div,psid_mod,v4_div,v4_mod,psid_scale,prefix_length,format,h0,h1,h2,h3,h4,h5,h6,h7,d0,d1,d2,d3,d4,d5,d6,d7,m0,m1,m2,m3,m4,m5,m6,m7,s0,s1,s2,s3,s4,s5,s6,s7);
CREATE OR REPLACE TEMPORARY VIEW mape_owners AS
SELECT q.*,
  lpad(lower(hex(b.h0 + (((q.ip DIV b.v4_div) % b.v4_mod * b.psid_scale + (COALESCE(q.port, 0) DIV b.psid_div) % b.psid_mod) DIV b.d0) % b.m0 * b.s0)), 4, '0') || ':' ||
  lpad(lower(hex(b.h1 + (((q.ip DIV b.v4_div) % b.v4_mod * b.psid_scale + (COALESCE(q.port, 0) DIV b.psid_div) % b.psid_mod) DIV b.d1) % b.m1 * b.s1)), 4, '0') || ':' ||
  lpad(lower(hex(b.h2 + (((q.ip DIV b.v4_div) % b.v4_mod * b.psid_scale + (COALESCE(q.port, 0) DIV b.psid_div) % b.psid_mod) DIV b.d2) % b.m2 * b.s2)), 4, '0') || ':' ||
  lpad(lower(hex(b.h3 + (((q.ip DIV b.v4_div) % b.v4_mod * b.psid_scale + (COALESCE(q.port, 0) DIV b.psid_div) % b.psid_mod) DIV b.d3) % b.m3 * b.s3)), 4, '0') || ':' ||
  lpad(lower(hex(b.h4 + (((q.ip DIV b.v4_div) % b.v4_mod * b.psid_scale + (COALESCE(q.port, 0) DIV b.psid_div) % b.psid_mod) DIV b.d4) % b.m4 * b.s4)), 4, '0') || ':' ||
  lpad(lower(hex(b.h5 + (((q.ip DIV b.v4_div) % b.v4_mod * b.psid_scale + (COALESCE(q.port, 0) DIV b.psid_div) % b.psid_mod) DIV b.d5) % b.m5 * b.s5)), 4, '0') || ':' ||
  lpad(lower(hex(b.h6 + (((q.ip DIV b.v4_div) % b.v4_mod * b.psid_scale + (COALESCE(q.port, 0) DIV b.psid_div) % b.psid_mod) DIV b.d6) % b.m6 * b.s6)), 4, '0') || ':' ||
  lpad(lower(hex(b.h7 + (((q.ip DIV b.v4_div) % b.v4_mod * b.psid_scale + (COALESCE(q.port, 0) DIV b.psid_div) % b.psid_mod) DIV b.d7) % b.m7 * b.s7)), 4, '0') || '/' || CAST(b.prefix_length AS STRING) AS prefix,
  CASE WHEN b.shared THEN (COALESCE(q.port, 0) DIV b.psid_div) % b.psid_mod END AS psid, b.rule AS rule, b.version AS version
FROM mape_queries AS q LEFT JOIN mape_boxes AS b ON q.ip BETWEEN b.v4_first AND b.v4_last AND q.ts >= b.from_ms AND q.ts < b.until_ms
  AND (NOT b.shared OR (q.port >= b.port_first AND q.port <= 65535 AND (COALESCE(q.port, 0) DIV b.psid_div) % b.psid_mod BETWEEN b.psid_first AND b.psid_last));
