-- Owners of IPv4 addresses and ports (RFC 7597), for sqlite, made by mape lookup --sql.
-- Input: a relation with columns ip (BIGINT), port (INTEGER, null for none) and ts (BIGINT, milliseconds since 1970).
-- Dotted text as ip: CAST(json_extract('[' || replace(address, '.', ',') || ']', '$[0]') AS BIGINT) * 16777216 + CAST(json_extract('[' || replace(address, '.', ',') || ']', '$[1]') AS BIGINT) * 65536 + CAST(json_extract('[' || replace(address, '.', ',') || ']', '$[2]') AS BIGINT) * 256 + CAST(json_extract('[' || replace(address, '.', ',') || ']', '$[3]') AS BIGINT)
-- A row without a box has no owner at that instant. There is no grace, no tolerance and no reason: use
-- mape lookup for rows near a change of the rules, and for rows without a prefix.
-- The relation is mape_queries, which must exist; the result is the view mape_owners.
CREATE TABLE mape_boxes (box BIGINT, version TEXT, rule TEXT, from_ms BIGINT, until_ms BIGINT, v4_first BIGINT, v4_last BIGINT, psid_first BIGINT, psid_last BIGINT, shared INTEGER, port_first BIGINT, psid_div BIGINT, psid_mod BIGINT, v4_div BIGINT, v4_mod BIGINT, psid_scale BIGINT, prefix_length BIGINT, format TEXT, h0 BIGINT, h1 BIGINT, h2 BIGINT, h3 BIGINT, h4 BIGINT, h5 BIGINT, h6 BIGINT, h7 BIGINT, d0 BIGINT, d1 BIGINT, d2 BIGINT, d3 BIGINT, d4 BIGINT, d5 BIGINT, d6 BIGINT, d7 BIGINT, m0 BIGINT, m1 BIGINT, m2 BIGINT, m3 BIGINT, m4 BIGINT, m5 BIGINT, m6 BIGINT, m7 BIGINT, s0 BIGINT, s1 BIGINT, s2 BIGINT, s3 BIGINT, s4 BIGINT, s5 BIGINT, s6 BIGINT, s7 BIGINT);
INSERT INTO mape_boxes VALUES
(1, '2026-01-01T00:00:00Z', 'it''s/0', 1767225600000, 9223372036854775807, 3221225984, 3221226239, 0, 255, 1, 1024, 4, 256, 1, 256, 256, 56, 'rfc7597', 8193, 3512, 0, 0, 0, 0, 0, 0, 1, 1, 256, 1, 1, 1, 1, 1, 1, 1, 256, 256, 1, 1, 1, 1, 0, 0, 1, 256, 0, 0, 0, 0);
CREATE VIEW mape_owners AS
SELECT q.*,
  printf('%04x', b.h0 + (((q.ip / b.v4_div) % b.v4_mod * b.psid_scale + (COALESCE(q.port, 0) / b.psid_div) % b.psid_mod) / b.d0) % b.m0 * b.s0) || ':' ||
  printf('%04x', b.h1 + (((q.ip / b.v4_div) % b.v4_mod * b.psid_scale + (COALESCE(q.port, 0) / b.psid_div) % b.psid_mod) / b.d1) % b.m1 * b.s1) || ':' ||
  printf('%04x', b.h2 + (((q.ip / b.v4_div) % b.v4_mod * b.psid_scale + (COALESCE(q.port, 0) / b.psid_div) % b.psid_mod) / b.d2) % b.m2 * b.s2) || ':' ||
  printf('%04x', b.h3 + (((q.ip / b.v4_div) % b.v4_mod * b.psid_scale + (COALESCE(q.port, 0) / b.psid_div) % b.psid_mod) / b.d3) % b.m3 * b.s3) || ':' ||
  printf('%04x', b.h4 + (((q.ip / b.v4_div) % b.v4_mod * b.psid_scale + (COALESCE(q.port, 0) / b.psid_div) % b.psid_mod) / b.d4) % b.m4 * b.s4) || ':' ||
  printf('%04x', b.h5 + (((q.ip / b.v4_div) % b.v4_mod * b.psid_scale + (COALESCE(q.port, 0) / b.psid_div) % b.psid_mod) / b.d5) % b.m5 * b.s5) || ':' ||
  printf('%04x', b.h6 + (((q.ip / b.v4_div) % b.v4_mod * b.psid_scale + (COALESCE(q.port, 0) / b.psid_div) % b.psid_mod) / b.d6) % b.m6 * b.s6) || ':' ||
  printf('%04x', b.h7 + (((q.ip / b.v4_div) % b.v4_mod * b.psid_scale + (COALESCE(q.port, 0) / b.psid_div) % b.psid_mod) / b.d7) % b.m7 * b.s7) || '/' || CAST(b.prefix_length AS TEXT) AS prefix,
  CASE WHEN b.shared = 1 THEN (COALESCE(q.port, 0) / b.psid_div) % b.psid_mod END AS psid, b.rule AS rule, b.version AS version
FROM mape_queries AS q LEFT JOIN mape_boxes AS b ON q.ip BETWEEN b.v4_first AND b.v4_last AND q.ts >= b.from_ms AND q.ts < b.until_ms
  AND (b.shared = 0 OR (q.port >= b.port_first AND q.port <= 65535 AND (COALESCE(q.port, 0) / b.psid_div) % b.psid_mod BETWEEN b.psid_first AND b.psid_last));
