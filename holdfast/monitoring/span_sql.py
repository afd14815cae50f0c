"""The statements that sum up spans. Each is of one hub, and of the time from `start` up to `end`, without it."""

HAPPENED = """
SELECT kind, code, detail, GROUPING(code), GROUPING(detail), count(DISTINCT person_id), count(*)
FROM monitoring_keptspan WHERE hub_id = %(hub)s AND at >= %(start)s AND at < %(end)s AND kind <> 'told'
GROUP BY GROUPING SETS ((kind), (kind, code), (kind, detail))
"""
TOOK = """
SELECT kind, count(*), count(DISTINCT person_id), percentile_disc(0.5) WITHIN GROUP (ORDER BY value),
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
OUTCOMES_OF_GROUPS = """
WITH changed AS (
    SELECT DISTINCT person_id, kind FROM monitoring_keptspan
    WHERE hub_id = %(hub)s AND at >= %(start)s AND at < %(end)s AND until >= %(end)s
    AND kind IN ('paired', 'improvement', 'deterioration', 'cases', 'recovery')
), said AS (
    SELECT person_id, detail FROM monitoring_keptspan
    WHERE hub_id = %(hub)s AND kind = 'told' AND code = %(by)s AND at < %(end)s AND until >= %(end)s
    AND person_id IN (SELECT person_id FROM changed)
)
SELECT kind, COALESCE(detail, 'not_told'), count(*), GROUPING(detail)
FROM changed LEFT JOIN said USING (person_id) GROUP BY GROUPING SETS ((kind, detail), (kind))
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
AT_SERVICES = """
SELECT GROUPING(detail), detail,
    count(DISTINCT person_id) FILTER (WHERE is_sent),
    count(DISTINCT person_id) FILTER (WHERE is_sent AND until < %(end)s),
    count(DISTINCT person_id) FILTER (WHERE kind = 'over_there'),
    count(DISTINCT person_id) FILTER (WHERE kind = 'waits_there'),
    count(DISTINCT person_id) FILTER (WHERE kind = 'waits_there' AND day_at + value < last_day),
    count(*) FILTER (WHERE is_seen),
    percentile_disc(0.5) WITHIN GROUP (ORDER BY day_until - day_at) FILTER (WHERE is_seen),
    count(value) FILTER (WHERE is_seen),
    percentile_disc(0.5) WITHIN GROUP (ORDER BY value) FILTER (WHERE is_seen),
    count(*) FILTER (WHERE is_seen AND day_until <= day_at + value)
FROM (
    SELECT *, kind = 'sent' AND at >= %(start)s AS is_sent,
        kind = 'sent' AND until >= %(start)s AND until < %(end)s AS is_seen,
        (COALESCE(since, at) AT TIME ZONE 'Europe/London')::date AS day_at,
        (until AT TIME ZONE 'Europe/London')::date AS day_until,
        (%(end)s AT TIME ZONE 'Europe/London')::date AS last_day
    FROM (
        SELECT * FROM monitoring_keptspan
        WHERE hub_id = %(hub)s AND at >= %(start)s AND at < %(end)s AND kind IN ('sent', 'over_there')
        UNION ALL
        SELECT * FROM monitoring_keptspan
        WHERE hub_id = %(hub)s AND until >= %(start)s AND until < %(end)s AND at < %(start)s AND kind = 'sent'
        UNION ALL
        SELECT * FROM monitoring_keptspan
        WHERE hub_id = %(hub)s AND until >= %(end)s AND at < %(end)s AND kind = 'waits_there'
    ) AS each WHERE detail <> ''
) AS dated GROUP BY GROUPING SETS ((detail), ())
"""
"""By the service that somebody was sent to, and of all of them, in the order of the measures of H1. What a service saw
is where `sent` ends; a median leaves out what has no value."""
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
SELECT code, count(*) FROM (
    SELECT DISTINCT ON (person_id, detail) code FROM monitoring_keptspan
    WHERE hub_id = %(hub)s AND kind = 'over_there' AND at >= %(start)s AND at < %(end)s
    ORDER BY person_id, detail, at DESC, id DESC
) AS last GROUP BY code
"""
"""By how it ended last: each person once at each service, so that it adds up to what AT_SERVICES says is over."""
