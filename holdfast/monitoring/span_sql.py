"""The statements that sum up spans. Each is of one hub, and of the time from `start` up to `end`, without it."""

HAPPENED = """
SELECT kind, code, detail, GROUPING(code), GROUPING(detail), count(DISTINCT person_id), count(*)
FROM monitoring_keptspan WHERE hub_id = %(hub)s AND at >= %(start)s AND at < %(end)s AND kind <> 'told'
GROUP BY GROUPING SETS ((kind), (kind, code), (kind, detail))
"""
TOOK = """
SELECT kind, count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY value),
    percentile_disc(0.9) WITHIN GROUP (ORDER BY value)
FROM monitoring_keptspan WHERE hub_id = %(hub)s AND at >= %(start)s AND at < %(end)s
AND (kind IN ('attempt', 'contact') OR kind = 'begun' AND since < %(end)s)
GROUP BY kind
"""
"""By nearest rank: `percentile_disc` takes the value at place ceil(n * share)."""
STANDING = """
SELECT kind, count(DISTINCT person_id), count(*),
    count(*) FILTER (WHERE kind = 'awaits' AND since + (value + 1) * interval '1 minute' <= %(end)s),
    count(DISTINCT person_id) FILTER (WHERE at >= %(start)s)
FROM monitoring_keptspan WHERE hub_id = %(hub)s AND at < %(end)s AND until >= %(end)s AND kind <> 'told'
GROUP BY kind
"""
EVER = """
SELECT count(DISTINCT person_id) FROM monitoring_keptspan
WHERE hub_id = %(hub)s AND kind = 'monitored' AND at < %(end)s AND until >= %(start)s
"""
BEGUN_OF_SENT = """
SELECT count(DISTINCT person_id) FROM monitoring_keptspan
WHERE hub_id = %(hub)s AND kind = 'sent' AND at >= %(start)s AND at < %(end)s AND until < %(end)s
"""
WAITING = """
SELECT kind, person_id, (min(since) AT TIME ZONE 'Europe/London')::date FROM monitoring_keptspan
WHERE hub_id = %(hub)s AND at < %(end)s AND until >= %(end)s AND kind IN ('waits_here', 'waits_there')
GROUP BY kind, person_id
"""
WHO = """
WITH who AS (
    SELECT DISTINCT person_id, CASE kind WHEN 'assessed' THEN 'assessed' WHEN 'here' THEN 'here'
        WHEN 'begun' THEN 'elsewhere' ELSE 'received' END AS measure
    FROM monitoring_keptspan WHERE hub_id = %(hub)s AND at >= %(start)s AND at < %(end)s
    AND kind IN ('own', 'by_others', 'assessed', 'here', 'begun')
), said AS (
    SELECT person_id, code, detail FROM monitoring_keptspan
    WHERE hub_id = %(hub)s AND kind = 'told' AND at < %(end)s AND until >= %(end)s
    AND person_id IN (SELECT person_id FROM who)
)
SELECT measure, '' AS code, '' AS detail, count(*) FROM who GROUP BY measure
UNION ALL
SELECT measure, code, detail, count(*) FROM who JOIN said USING (person_id) GROUP BY measure, code, detail
"""

TO_ASSESSMENT = """
SELECT count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY value),
    percentile_disc(0.9) WITHIN GROUP (ORDER BY value), count(*) FILTER (WHERE value <= %(days)s)
FROM monitoring_keptspan WHERE hub_id = %(hub)s AND at >= %(start)s AND at < %(end)s AND kind = 'assessed'
AND since < %(end)s
"""
LATE = """
SELECT kind, count(DISTINCT (person_id, since)) FROM monitoring_keptspan
WHERE hub_id = %(hub)s AND at < %(end)s AND until >= %(end)s AND (
    kind = 'unassessed' AND (since AT TIME ZONE 'Europe/London')::date + %(days)s
        < (%(end)s AT TIME ZONE 'Europe/London')::date
    OR kind = 'waits_there' AND (since AT TIME ZONE 'Europe/London')::date + value
        < (%(end)s AT TIME ZONE 'Europe/London')::date
) GROUP BY kind
"""
PROMISED = """
SELECT count(*), count(*) FILTER (
        WHERE (until AT TIME ZONE 'Europe/London')::date <= (at AT TIME ZONE 'Europe/London')::date + value
    ),
    percentile_disc(0.5) WITHIN GROUP (ORDER BY value)
FROM monitoring_keptspan WHERE hub_id = %(hub)s AND kind = 'sent' AND value IS NOT NULL
AND until >= %(start)s AND until < %(end)s
"""
"""Of the services that saw somebody within the time and had promised days: how many kept them."""
IN_BANDS = """
SELECT kind, count(*) FILTER (WHERE since > %(end)s - interval '14 days'),
    count(*) FILTER (WHERE since <= %(end)s - interval '14 days' AND since > %(end)s - interval '42 days'),
    count(*) FILTER (WHERE since <= %(end)s - interval '42 days')
FROM (
    SELECT kind, person_id, min(since) AS since FROM monitoring_keptspan
    WHERE hub_id = %(hub)s AND at < %(end)s AND until >= %(end)s
    AND kind IN ('awaits', 'unassessed', 'waits_here', 'waits_there') GROUP BY kind, person_id
) AS each GROUP BY kind
"""
OVER = """
SELECT code, count(*) FROM monitoring_keptspan
WHERE hub_id = %(hub)s AND kind = 'over_there' AND at >= %(start)s AND at < %(end)s GROUP BY code
"""
