-- Owners of IPv4 addresses and ports (RFC 7597), for clickhouse, made by mape lookup --sql.
-- Input: a relation with columns ip (BIGINT), port (INTEGER, null for none) and ts (BIGINT, milliseconds since 1970).
-- Dotted text as ip: IPv4StringToNum(address)
-- A row without a box has no owner at that instant. There is no grace, no tolerance and no reason: use
-- mape lookup for rows near a change of the rules, and for rows without a prefix.
-- The relation is mape_queries, which must exist; the result is the view mape_owners.
CREATE TABLE mape_boxes (box Int64, version String, rule String, from_ms Int64, until_ms Int64, v4_first Int64, v4_last Int64, psid_first Int64, psid_last Int64, shared Bool, port_first Int64, psid_div Int64, psid_mod Int64, v4_div Int64, v4_mod Int64, psid_scale Int64, prefix_length Int64, format String, h0 Int64, h1 Int64, h2 Int64, h3 Int64, h4 Int64, h5 Int64, h6 Int64, h7 Int64, d0 Int64, d1 Int64, d2 Int64, d3 Int64, d4 Int64, d5 Int64, d6 Int64, d7 Int64, m0 Int64, m1 Int64, m2 Int64, m3 Int64, m4 Int64, m5 Int64, m6 Int64, m7 Int64, s0 Int64, s1 Int64, s2 Int64, s3 Int64, s4 Int64, s5 Int64, s6 Int64, s7 Int64) ENGINE = MergeTree ORDER BY box;
INSERT INTO mape_boxes VALUES
(1, '2026-01-01T00:00:00Z', 'it\'s/0', 1767225600000, 9223372036854775807, 3221225984, 3221226239, 0, 255, true, 1024, 4, 256, 1, 256, 256, 56, 'rfc7597', 8193, 3512, 0, 0, 0, 0, 0, 0, 1, 1, 256, 1, 1, 1, 1, 1, 1, 1, 256, 256, 1, 1, 1, 1, 0, 0, 1, 256, 0, 0, 0, 0);
CREATE VIEW mape_owners AS
SELECT q.*,
  leftPad(lower(hex(toUInt16(b.h0 + (intDiv(((intDiv(q.ip, b.v4_div)) % b.v4_mod * b.psid_scale + (intDiv(COALESCE(q.port, 0), b.psid_div)) % b.psid_mod), b.d0)) % b.m0 * b.s0))), 4, '0') || ':' ||
  leftPad(lower(hex(toUInt16(b.h1 + (intDiv(((intDiv(q.ip, b.v4_div)) % b.v4_mod * b.psid_scale + (intDiv(COALESCE(q.port, 0), b.psid_div)) % b.psid_mod), b.d1)) % b.m1 * b.s1))), 4, '0') || ':' ||
  leftPad(lower(hex(toUInt16(b.h2 + (intDiv(((intDiv(q.ip, b.v4_div)) % b.v4_mod * b.psid_scale + (intDiv(COALESCE(q.port, 0), b.psid_div)) % b.psid_mod), b.d2)) % b.m2 * b.s2))), 4, '0') || ':' ||
  leftPad(lower(hex(toUInt16(b.h3 + (intDiv(((intDiv(q.ip, b.v4_div)) % b.v4_mod * b.psid_scale + (intDiv(COALESCE(q.port, 0), b.psid_div)) % b.psid_mod), b.d3)) % b.m3 * b.s3))), 4, '0') || ':' ||
  leftPad(lower(hex(toUInt16(b.h4 + (intDiv(((intDiv(q.ip, b.v4_div)) % b.v4_mod * b.psid_scale + (intDiv(COALESCE(q.port, 0), b.psid_div)) % b.psid_mod), b.d4)) % b.m4 * b.s4))), 4, '0') || ':' ||
  leftPad(lower(hex(toUInt16(b.h5 + (intDiv(((intDiv(q.ip, b.v4_div)) % b.v4_mod * b.psid_scale + (intDiv(COALESCE(q.port, 0), b.psid_div)) % b.psid_mod), b.d5)) % b.m5 * b.s5))), 4, '0') || ':' ||
  leftPad(lower(hex(toUInt16(b.h6 + (intDiv(((intDiv(q.ip, b.v4_div)) % b.v4_mod * b.psid_scale + (intDiv(COALESCE(q.port, 0), b.psid_div)) % b.psid_mod), b.d6)) % b.m6 * b.s6))), 4, '0') || ':' ||
  leftPad(lower(hex(toUInt16(b.h7 + (intDiv(((intDiv(q.ip, b.v4_div)) % b.v4_mod * b.psid_scale + (intDiv(COALESCE(q.port, 0), b.psid_div)) % b.psid_mod), b.d7)) % b.m7 * b.s7))), 4, '0') || '/' || toString(b.prefix_length) AS prefix,
  CASE WHEN b.shared THEN (intDiv(COALESCE(q.port, 0), b.psid_div)) % b.psid_mod END AS psid, b.rule AS rule, b.version AS version
FROM mape_queries AS q CROSS JOIN mape_boxes AS b WHERE q.ip BETWEEN b.v4_first AND b.v4_last AND q.ts >= b.from_ms AND q.ts < b.until_ms
  AND (NOT b.shared OR (q.port >= b.port_first AND q.port <= 65535 AND (intDiv(COALESCE(q.port, 0), b.psid_div)) % b.psid_mod BETWEEN b.psid_first AND b.psid_last));
