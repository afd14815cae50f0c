-- R1
SELECT hub, detail, count(DISTINCT person), count(*)
FROM facts WHERE kind = 'received' AND code = 'self' AND moment >= $start AND moment < $end
GROUP BY GROUPING SETS ((hub), (hub, detail));

-- R2
SELECT hub, code, count(DISTINCT person), count(*)
FROM facts WHERE kind = 'received' AND code <> 'self' AND moment >= $start AND moment < $end
GROUP BY GROUPING SETS ((hub), (hub, code));

-- R3
SELECT hub, NULL, count(DISTINCT person), count(*)
FROM (SELECT hub, person, referral, min(moment) AS moment FROM facts WHERE kind = 'assessed' GROUP BY ALL)
WHERE moment >= $start AND moment < $end GROUP BY 1;

-- R4
SELECT hub, quantile_disc(tried - came, 0.5), quantile_disc(tried - came, 0.9), count(*)
FROM (
    SELECT r.hub, r.referral, min(r.moment) AS came, min(a.moment) AS tried
    FROM facts r JOIN facts a USING (hub, referral)
    WHERE r.kind = 'received' AND a.kind = 'attempted' AND a.moment >= r.moment GROUP BY 1, 2
) WHERE tried >= $start AND tried < $end GROUP BY 1;

-- R5
SELECT hub, code, count(DISTINCT person)
FROM facts WHERE kind IN ('signposted', 'sent') AND moment >= $start AND moment < $end
GROUP BY GROUPING SETS ((hub), (hub, code));

-- R6
SELECT hub, count(DISTINCT person)
FROM (
    SELECT hub, person, referral, arg_max(kind, (moment, number)) AS kind FROM facts
    WHERE kind IN ('monitored', 'supported_again', 'closed') AND moment < $end GROUP BY ALL
) WHERE kind = 'monitored' GROUP BY 1;

-- R7
SELECT hub, count(DISTINCT person)
FROM (SELECT hub, person, subject, min(moment) AS moment FROM facts WHERE kind = 'begun_there' GROUP BY ALL)
WHERE moment >= $start AND moment < $end GROUP BY 1;

-- R11
SELECT hub, count(*), avg(a - b)
FROM (
    SELECT hub, person, arg_min(value, (moment, number)) AS a, arg_max(value, (moment, number)) AS b,
           max(moment) AS moment
    FROM facts WHERE kind = 'measured' AND code = 'phq9' AND detail = 'complete' AND moment < $end
    GROUP BY 1, 2 HAVING count(*) > 1
) WHERE moment >= $start AND moment < $end GROUP BY 1;

-- R12
SELECT hub, code, count(DISTINCT person)
FROM facts WHERE kind = 'measured' AND code LIKE 'peq%' AND moment >= $start AND moment < $end
GROUP BY GROUPING SETS ((hub), (hub, code));

-- R15
SELECT hub, count(DISTINCT person)
FROM facts s WHERE kind = 'sent' AND moment < $end AND NOT EXISTS (
    FROM facts e WHERE e.hub = s.hub AND e.subject = s.subject AND e.kind IN ('begun_there', 'ended_there')
    AND e.moment < $end
) GROUP BY 1;

-- R16
SELECT f.hub, f.kind, t.code, t.said, count(DISTINCT f.person)
FROM facts f JOIN (
    SELECT hub, person, code, arg_max(detail, (moment, number)) AS said
    FROM facts WHERE kind = 'told' AND moment < $end GROUP BY 1, 2, 3
) t USING (hub, person)
WHERE f.kind IN ('received', 'assessed', 'begun_here', 'begun_there') AND f.moment >= $start AND f.moment < $end
GROUP BY 1, 2, 3, 4;
