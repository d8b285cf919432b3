-- Of several rows of officers with one key, the one of the newest import.
-- officers_now
SELECT
  s.officer_id,
  s.badge,
  s.employee_id,
  s.user_id,
  s.call_sign,
  s.valid_from_at,
  s.valid_until_at,
  s.role,
  s.rank,
  s.assignment,
  s.unit,
  s.district,
  s.utc_offset,
  s.resolution_us,
  s.doubtful,
  s.source_file,
  s.source_row,
  s.import_id,
  s.import_seq
FROM (
  SELECT
    v.officer_id,
    v.badge,
    v.employee_id,
    v.user_id,
    v.call_sign,
    v.valid_from_at,
    v.valid_until_at,
    v.role,
    v.rank,
    v.assignment,
    v.unit,
    v.district,
    v.utc_offset,
    v.resolution_us,
    v.doubtful,
    v.source_file,
    v.source_row,
    v.import_id,
    v.import_seq,
    ROW_NUMBER() OVER (
      PARTITION BY v.officer_id, v.valid_from_at
      ORDER BY v.import_seq DESC, v.source_row DESC
    ) AS version_no
  FROM src_officers AS v
) AS s
WHERE
  s.version_no = 1;

-- Every id that any table uses for a person, once, as written and trimmed in upper case.
-- ids_used
SELECT
  d.raw_id,
  UPPER(TRIM(d.raw_id)) AS norm_id
FROM (
  SELECT DISTINCT
    a.raw_id
  FROM (
    SELECT
      s.officer_id AS raw_id
    FROM src_recordings AS s
    UNION ALL
    SELECT
      s.officer_id AS raw_id
    FROM src_unit_responses AS s
    UNION ALL
    SELECT
      s.officer_id AS raw_id
    FROM src_duty AS s
    UNION ALL
    SELECT
      s.officer_id AS raw_id
    FROM src_facts AS s
    UNION ALL
    SELECT
      s.actor_id AS raw_id
    FROM src_evidence_actions AS s
    UNION ALL
    SELECT
      s.officer_id AS raw_id
    FROM src_device_assignments AS s
    UNION ALL
    SELECT
      s.officer_id AS raw_id
    FROM src_reviews AS s
    UNION ALL
    SELECT
      o.officer_id AS raw_id
    FROM officers_now AS o
  ) AS a
) AS d
WHERE
  NOT d.raw_id IS NULL;

-- Badge, employee number, user id and call sign of each officer with the days they hold, unless the id is itself an officer's.
-- roster_ids
SELECT DISTINCT
  a.norm_id,
  a.officer_id,
  a.from_us,
  a.until_us
FROM (
  SELECT
    UPPER(TRIM(o.badge)) AS norm_id,
    UPPER(TRIM(o.officer_id)) AS officer_id,
    COALESCE(EPOCH_US(o.valid_from_at), -9000000000000000) AS from_us,
    COALESCE(EPOCH_US(o.valid_until_at), 9000000000000000) AS until_us
  FROM officers_now AS o
  WHERE
    NOT o.badge IS NULL
  UNION ALL
  SELECT
    UPPER(TRIM(o.employee_id)) AS norm_id,
    UPPER(TRIM(o.officer_id)) AS officer_id,
    COALESCE(EPOCH_US(o.valid_from_at), -9000000000000000) AS from_us,
    COALESCE(EPOCH_US(o.valid_until_at), 9000000000000000) AS until_us
  FROM officers_now AS o
  WHERE
    NOT o.employee_id IS NULL
  UNION ALL
  SELECT
    UPPER(TRIM(o.user_id)) AS norm_id,
    UPPER(TRIM(o.officer_id)) AS officer_id,
    COALESCE(EPOCH_US(o.valid_from_at), -9000000000000000) AS from_us,
    COALESCE(EPOCH_US(o.valid_until_at), 9000000000000000) AS until_us
  FROM officers_now AS o
  WHERE
    NOT o.user_id IS NULL
  UNION ALL
  SELECT
    UPPER(TRIM(o.call_sign)) AS norm_id,
    UPPER(TRIM(o.officer_id)) AS officer_id,
    COALESCE(EPOCH_US(o.valid_from_at), -9000000000000000) AS from_us,
    COALESCE(EPOCH_US(o.valid_until_at), 9000000000000000) AS until_us
  FROM officers_now AS o
  WHERE
    NOT o.call_sign IS NULL
) AS a
LEFT JOIN (
  SELECT DISTINCT
    UPPER(TRIM(o.officer_id)) AS officer_id
  FROM officers_now AS o
) AS own
  ON own.officer_id = a.norm_id
WHERE
  own.officer_id IS NULL AND a.from_us < a.until_us;

-- The spans of time in which such an id belongs to exactly one officer.
-- roster_spans
SELECT
  i.norm_id,
  i.from_us,
  i.until_us,
  MIN(r.officer_id) AS officer_id
FROM (
  SELECT
    c.norm_id,
    c.cut_us AS from_us,
    LEAD(c.cut_us) OVER (PARTITION BY c.norm_id ORDER BY c.cut_us) AS until_us
  FROM (
    SELECT
      f.norm_id,
      f.from_us AS cut_us
    FROM roster_ids AS f
    UNION
    SELECT
      u.norm_id,
      u.until_us AS cut_us
    FROM roster_ids AS u
  ) AS c
) AS i
JOIN roster_ids AS r
  ON r.norm_id = i.norm_id AND r.from_us <= i.from_us AND r.until_us >= i.until_us
WHERE
  NOT i.until_us IS NULL
GROUP BY
  i.norm_id,
  i.from_us,
  i.until_us
HAVING
  COUNT(DISTINCT r.officer_id) = 1;

-- Every officer once, numbered in the order of the ids.
-- people (kept)
SELECT
  p.officer_id,
  ROW_NUMBER() OVER (ORDER BY p.officer_id) AS officer_no
FROM (
  SELECT
    u.norm_id AS officer_id
  FROM ids_used AS u
  WHERE
    NOT (
      u.norm_id IN ('', '0', 'NOID', 'NONE', 'UNKNOWN', 'N/A', 'B999')
      OR u.norm_id LIKE '%XX%'
      OR u.norm_id LIKE '%X*%'
      OR u.norm_id LIKE '%*X%'
      OR u.norm_id LIKE '%**%'
    )
  UNION
  SELECT
    s.officer_id
  FROM roster_spans AS s
) AS p;

-- Each id as written with its own officer number; fillers and masked ids have none.
-- officer_ids (kept)
SELECT
  u.raw_id,
  u.norm_id,
  p.officer_no
FROM ids_used AS u
LEFT JOIN people AS p
  ON p.officer_id = u.norm_id;

-- Each id as written with the officer the roster gives it, and from when to when.
-- officer_spans (kept)
SELECT
  u.raw_id,
  p.officer_no,
  s.from_us,
  s.until_us
FROM ids_used AS u
JOIN roster_spans AS s
  ON s.norm_id = u.norm_id
JOIN people AS p
  ON p.officer_id = s.officer_id
JOIN officer_ids AS own
  ON own.raw_id = u.raw_id AND NOT own.officer_no IS NULL;

-- Of several rows of unit_responses with one key, the one of the newest import.
-- unit_responses_now
SELECT
  s.incident_id,
  s.unit_id,
  s.officer_id,
  s.dispatched_at,
  s.enroute_at,
  s.arrived_at,
  s.cleared_at,
  s.role,
  s.utc_offset,
  s.resolution_us,
  s.doubtful,
  s.source_file,
  s.source_row,
  s.import_id,
  s.import_seq
FROM (
  SELECT
    v.incident_id,
    v.unit_id,
    v.officer_id,
    v.dispatched_at,
    v.enroute_at,
    v.arrived_at,
    v.cleared_at,
    v.role,
    v.utc_offset,
    v.resolution_us,
    v.doubtful,
    v.source_file,
    v.source_row,
    v.import_id,
    v.import_seq,
    ROW_NUMBER() OVER (
      PARTITION BY v.incident_id, v.officer_id, v.unit_id, v.dispatched_at
      ORDER BY v.import_seq DESC, v.source_row DESC
    ) AS version_no
  FROM src_unit_responses AS v
) AS s
WHERE
  s.version_no = 1;

-- Responses that name a unit and no officer.
-- units_alone (kept)
SELECT
  u.import_seq,
  u.source_row,
  u.source_file,
  u.unit_id,
  UPPER(TRIM(u.unit_id)) AS unit,
  COALESCE(
    EPOCH_US(u.arrived_at),
    EPOCH_US(u.dispatched_at),
    EPOCH_US(u.enroute_at),
    EPOCH_US(u.cleared_at)
  ) AS at_us
FROM unit_responses_now AS u
LEFT JOIN officer_ids AS o
  ON o.raw_id = u.officer_id
WHERE
  o.officer_no IS NULL AND NOT u.unit_id IS NULL AND NOT TRIM(u.unit_id) = '';

-- Of several rows of duty with one key, the one of the newest import.
-- duty_now
SELECT
  s.duty_id,
  s.officer_id,
  s.started_at,
  s.ended_at,
  s.kind,
  s.assignment,
  s.unit_id,
  s.district,
  s.utc_offset,
  s.resolution_us,
  s.doubtful,
  s.source_file,
  s.source_row,
  s.import_id,
  s.import_seq
FROM (
  SELECT
    v.duty_id,
    v.officer_id,
    v.started_at,
    v.ended_at,
    v.kind,
    v.assignment,
    v.unit_id,
    v.district,
    v.utc_offset,
    v.resolution_us,
    v.doubtful,
    v.source_file,
    v.source_row,
    v.import_id,
    v.import_seq,
    ROW_NUMBER() OVER (
      PARTITION BY v.duty_id, v.officer_id, v.started_at
      ORDER BY v.import_seq DESC, v.source_row DESC
    ) AS version_no
  FROM src_duty AS v
) AS s
WHERE
  s.version_no = 1;

-- Officers whose shift on the unit covers the row's instant.
-- crews_by_shift (kept)
SELECT
  a.import_seq,
  a.source_row,
  d.officer_id
FROM (
  SELECT
    u.import_seq,
    u.source_row,
    u.unit,
    u.at_us,
    UNNEST(
      RANGE(
        (
          (
            u.at_us - 86400000000
          ) // (
            86400000000
          )
        ),
        (
          (
            (
              u.at_us
            ) // (
              86400000000
            )
          )
        ) + 1
      )
    ) AS day_no
  FROM units_alone AS u
) AS a
JOIN duty_now AS d
  ON UPPER(TRIM(d.unit_id)) = a.unit
  AND a.at_us >= EPOCH_US(d.started_at)
  AND a.at_us < EPOCH_US(d.ended_at)
  AND a.day_no = (
    (
      EPOCH_US(d.started_at)
    ) // (
      86400000000
    )
  )
  AND EPOCH_US(d.ended_at) - EPOCH_US(d.started_at) <= 86400000000
JOIN officer_ids AS o
  ON o.raw_id = d.officer_id
WHERE
  NOT o.officer_no IS NULL
  AND (
    d.kind IS NULL OR NOT d.kind IN ('leave', 'open', 'scheduled')
  )
UNION
SELECT
  a.import_seq,
  a.source_row,
  d.officer_id
FROM units_alone AS a
JOIN duty_now AS d
  ON UPPER(TRIM(d.unit_id)) = a.unit
  AND a.at_us >= EPOCH_US(d.started_at)
  AND a.at_us < EPOCH_US(d.ended_at)
  AND EPOCH_US(d.ended_at) - EPOCH_US(d.started_at) > 86400000000
JOIN officer_ids AS o
  ON o.raw_id = d.officer_id
WHERE
  NOT o.officer_no IS NULL
  AND (
    d.kind IS NULL OR NOT d.kind IN ('leave', 'open', 'scheduled')
  );

-- Else the officers who have the unit as call sign at that instant.
-- crews_by_sign (kept)
SELECT
  a.import_seq,
  a.source_row,
  MIN(r.officer_id) AS officer_id,
  COUNT(DISTINCT UPPER(TRIM(r.officer_id))) AS officers
FROM units_alone AS a
JOIN officers_now AS r
  ON UPPER(TRIM(r.call_sign)) = a.unit
  AND a.at_us >= COALESCE(EPOCH_US(r.valid_from_at), -9000000000000000)
  AND a.at_us < COALESCE(EPOCH_US(r.valid_until_at), 9000000000000000)
LEFT JOIN (
  SELECT DISTINCT
    c.import_seq,
    c.source_row
  FROM crews_by_shift AS c
) AS shift
  ON shift.import_seq = a.import_seq AND shift.source_row = a.source_row
WHERE
  shift.source_row IS NULL
GROUP BY
  a.import_seq,
  a.source_row;

-- Responses of a unit whose call sign several officers have at that instant.
-- crews_unknown
SELECT
  a.unit_id,
  a.at_us,
  a.source_file,
  a.source_row
FROM units_alone AS a
JOIN crews_by_sign AS c
  ON c.import_seq = a.import_seq AND c.source_row = a.source_row
WHERE
  c.officers > 1;

-- The crew of each of these; all but the first of a crew are numbered downwards from -1.
-- crews_found (kept)
SELECT
  q.import_seq,
  q.source_row,
  q.officer_id,
  CASE
    WHEN q.crew_no = 1
    THEN 0
    ELSE -ROW_NUMBER() OVER (
      ORDER BY CASE WHEN q.crew_no = 1 THEN 1 ELSE 0 END, q.import_seq, q.source_row, q.crew_no
    )
  END AS crew_no
FROM (
  SELECT
    c.import_seq,
    c.source_row,
    c.officer_id,
    ROW_NUMBER() OVER (PARTITION BY c.import_seq, c.source_row ORDER BY c.officer_id) AS crew_no
  FROM (
    SELECT
      b.import_seq,
      b.source_row,
      b.officer_id
    FROM crews_by_shift AS b
    UNION ALL
    SELECT
      g.import_seq,
      g.source_row,
      g.officer_id
    FROM crews_by_sign AS g
    WHERE
      g.officers = 1
  ) AS c
) AS q;

-- The responses; one that names a unit and no officer stands once for each officer of its crew.
-- unit_responses_crewed
SELECT
  s.incident_id,
  s.unit_id,
  COALESCE(c.officer_id, s.officer_id) AS officer_id,
  s.dispatched_at,
  s.enroute_at,
  s.arrived_at,
  s.cleared_at,
  s.role,
  s.utc_offset,
  s.resolution_us,
  s.doubtful,
  s.source_file,
  s.source_row,
  s.import_id,
  s.import_seq,
  COALESCE(c.crew_no, 0) AS crew_no
FROM unit_responses_now AS s
LEFT JOIN crews_found AS c
  ON c.import_seq = s.import_seq AND c.source_row = s.source_row;

-- Of several rows of places with one key, the one of the newest import.
-- places_now
SELECT
  s.place_id,
  s.name,
  s.location_type,
  s.latitude,
  s.longitude,
  s.radius_m,
  s.address_key,
  s.utc_offset,
  s.resolution_us,
  s.doubtful,
  s.source_file,
  s.source_row,
  s.import_id,
  s.import_seq
FROM (
  SELECT
    v.place_id,
    v.name,
    v.location_type,
    v.latitude,
    v.longitude,
    v.radius_m,
    v.address_key,
    v.utc_offset,
    v.resolution_us,
    v.doubtful,
    v.source_file,
    v.source_row,
    v.import_id,
    v.import_seq,
    ROW_NUMBER() OVER (PARTITION BY v.place_id ORDER BY v.import_seq DESC, v.source_row DESC) AS version_no
  FROM src_places AS v
) AS s
WHERE
  s.version_no = 1;

-- Places with a point and a radius, once for each cell of a hundredth of a degree that they may touch.
-- place_cells (kept)
SELECT
  c.place_id,
  c.location_type,
  c.latitude,
  c.longitude,
  c.radius_m,
  c.north_cell,
  UNNEST(RANGE(c.west, (
    c.east
  ) + 1)) AS east_cell
FROM (
  SELECT
    p.place_id,
    p.location_type,
    p.latitude,
    p.longitude,
    p.radius_m,
    CAST(FLOOR(
      (
        p.longitude - (
          (
            (
              p.radius_m + 25
            ) / CAST(111000 AS DOUBLE)
          ) / COS(
            RADIANS(ABS(p.latitude) + (
              (
                p.radius_m + 25
              ) / CAST(111000 AS DOUBLE)
            ))
          )
        )
      ) * 100
    ) AS BIGINT) AS west,
    CAST(FLOOR(
      (
        p.longitude + (
          (
            (
              p.radius_m + 25
            ) / CAST(111000 AS DOUBLE)
          ) / COS(
            RADIANS(ABS(p.latitude) + (
              (
                p.radius_m + 25
              ) / CAST(111000 AS DOUBLE)
            ))
          )
        )
      ) * 100
    ) AS BIGINT) AS east,
    UNNEST(
      RANGE(
        CAST(FLOOR(
          (
            p.latitude - (
              (
                p.radius_m + 25
              ) / CAST(111000 AS DOUBLE)
            )
          ) * 100
        ) AS BIGINT),
        (
          CAST(FLOOR(
            (
              p.latitude + (
                (
                  p.radius_m + 25
                ) / CAST(111000 AS DOUBLE)
              )
            ) * 100
          ) AS BIGINT)
        ) + 1
      )
    ) AS north_cell
  FROM places_now AS p
  WHERE
    ABS(p.latitude) <= 80
    AND ABS(p.longitude) <= 180
    AND p.radius_m > 0
    AND p.radius_m <= 20000
) AS c;

-- Of several rows of incidents with one key, the one of the newest import.
-- incidents_now
SELECT
  s.incident_id,
  s.call_type_first,
  s.call_type,
  s.priority_first,
  s.priority,
  s.disposition,
  s.created_at,
  s.closed_at,
  s.self_initiated,
  s.place_id,
  s.address_key,
  s.location_type,
  s.location_types,
  s.location_known,
  s.latitude,
  s.longitude,
  s.district,
  s.beat,
  s.utc_offset,
  s.resolution_us,
  s.doubtful,
  s.source_file,
  s.source_row,
  s.import_id,
  s.import_seq
FROM (
  SELECT
    v.incident_id,
    v.call_type_first,
    v.call_type,
    v.priority_first,
    v.priority,
    v.disposition,
    v.created_at,
    v.closed_at,
    v.self_initiated,
    v.place_id,
    v.address_key,
    v.location_type,
    v.location_types,
    v.location_known,
    v.latitude,
    v.longitude,
    v.district,
    v.beat,
    v.utc_offset,
    v.resolution_us,
    v.doubtful,
    v.source_file,
    v.source_row,
    v.import_id,
    v.import_seq,
    ROW_NUMBER() OVER (PARTITION BY v.incident_id ORDER BY v.import_seq DESC, v.source_row DESC) AS version_no
  FROM src_incidents AS v
) AS s
WHERE
  s.version_no = 1;

-- Places that rows of incidents without a kind of place lie at, surely or perhaps, and how that is known.
-- incidents_near (kept)
SELECT
  d.row_key,
  d.place_id,
  d.location_type,
  CASE WHEN d.distance_m <= d.radius_m - 25 THEN 1 ELSE 0 END AS sure,
  3 AS way_no
FROM (
  SELECT
    h.row_key,
    h.place_id,
    h.location_type,
    h.radius_m,
    2 * 6371008.8 * ASIN(SQRT(CASE WHEN h.part > 1 THEN 1 ELSE h.part END)) AS distance_m
  FROM (
    SELECT
      t.incident_id AS row_key,
      p.place_id,
      p.location_type,
      p.radius_m,
      SIN(RADIANS(t.latitude - p.latitude) / 2) * SIN(RADIANS(t.latitude - p.latitude) / 2) + COS(RADIANS(t.latitude)) * COS(RADIANS(p.latitude)) * SIN(RADIANS(t.longitude - p.longitude) / 2) * SIN(RADIANS(t.longitude - p.longitude) / 2) AS part
    FROM incidents_now AS t
    JOIN place_cells AS p
      ON p.north_cell = CAST(FLOOR(t.latitude * 100) AS BIGINT)
      AND p.east_cell = CAST(FLOOR(t.longitude * 100) AS BIGINT)
    WHERE
      t.location_type IS NULL AND t.location_types IS NULL
  ) AS h
) AS d
WHERE
  d.distance_m < d.radius_m + 25
UNION ALL
SELECT
  t.incident_id AS row_key,
  p.place_id,
  p.location_type,
  1 AS sure,
  1 AS way_no
FROM incidents_now AS t
JOIN places_now AS p
  ON TRIM(p.place_id) = TRIM(t.place_id)
WHERE
  t.location_type IS NULL AND t.location_types IS NULL
UNION ALL
SELECT
  t.incident_id AS row_key,
  p.place_id,
  p.location_type,
  1 AS sure,
  2 AS way_no
FROM incidents_now AS t
JOIN places_now AS p
  ON UPPER(TRIM(p.address_key)) = UPPER(TRIM(t.address_key))
WHERE
  t.location_type IS NULL AND t.location_types IS NULL;

-- Of the places of each row of incidents those found by the best way there is.
-- incidents_nearest
SELECT
  n.row_key,
  n.place_id,
  n.location_type,
  n.sure,
  n.way_no
FROM incidents_near AS n
JOIN (
  SELECT
    w.row_key,
    MIN(w.way_no) AS way_no
  FROM incidents_near AS w
  GROUP BY
    w.row_key
) AS best
  ON best.row_key = n.row_key AND best.way_no = n.way_no;

-- The kinds of place of rows of incidents, and which of them are sure.
-- incidents_kinds
SELECT
  n.row_key,
  n.location_type,
  MAX(n.sure) AS sure
FROM incidents_nearest AS n
GROUP BY
  n.row_key,
  n.location_type;

-- The kind of place of rows of incidents that surely lie at one; where they are several, all of them.
-- incidents_places (kept)
SELECT
  s.row_key,
  CASE WHEN LEN(s.kinds) = 1 THEN LIST_EXTRACT(s.kinds, 1) END AS location_type,
  CASE WHEN LEN(s.kinds) > 1 THEN s.kinds END AS location_types
FROM (
  SELECT
    k.row_key,
    MAX(k.sure) AS sure,
    LIST_SORT(
      LIST(DISTINCT CASE WHEN k.sure = 1 THEN k.location_type ELSE 'other_unknown' END)
    ) AS kinds
  FROM incidents_kinds AS k
  GROUP BY
    k.row_key
) AS s
WHERE
  s.sure = 1;

-- Numbers of incidents that are spelled in more than one way: few.
-- incident_numbers_twice (kept)
SELECT
  q.number
FROM (
  SELECT
    UPPER(REPLACE(REPLACE(TRIM(i.incident_id), '-', ''), ' ', '')) AS number
  FROM incidents_now AS i
) AS q
GROUP BY
  q.number
HAVING
  COUNT(*) > 1;

-- Every incident that counts now, by its number; of two spellings of one number the later import counts.
-- incidents_seen (kept)
SELECT
  q.number,
  q.call_type,
  q.priority,
  q.self_initiated,
  CASE
    WHEN NOT q.location_type IS NULL OR NOT q.location_types IS NULL
    THEN q.location_type
    ELSE place.location_type
  END AS location_type,
  CASE
    WHEN NOT q.location_type IS NULL OR NOT q.location_types IS NULL
    THEN q.location_types
    ELSE place.location_types
  END AS location_types,
  CASE
    WHEN NOT q.location_type IS NULL OR NOT q.location_types IS NULL
    THEN q.location_known
    ELSE CASE WHEN NOT place.row_key IS NULL THEN 'place' ELSE q.location_known END
  END AS location_known,
  q.district
FROM (
  SELECT
    UPPER(REPLACE(REPLACE(TRIM(i.incident_id), '-', ''), ' ', '')) AS number,
    i.incident_id,
    i.call_type AS call_type,
    i.priority AS priority,
    i.self_initiated AS self_initiated,
    i.location_type AS location_type,
    i.location_types AS location_types,
    i.location_known AS location_known,
    i.district AS district
  FROM incidents_now AS i
  LEFT JOIN incident_numbers_twice AS t
    ON t.number = UPPER(REPLACE(REPLACE(TRIM(i.incident_id), '-', ''), ' ', ''))
  WHERE
    t.number IS NULL
  UNION ALL
  SELECT
    w.number,
    w.incident_id,
    w.call_type,
    w.priority,
    w.self_initiated,
    w.location_type,
    w.location_types,
    w.location_known,
    w.district
  FROM (
    SELECT
      t.number,
      i.incident_id,
      i.call_type AS call_type,
      i.priority AS priority,
      i.self_initiated AS self_initiated,
      i.location_type AS location_type,
      i.location_types AS location_types,
      i.location_known AS location_known,
      i.district AS district,
      ROW_NUMBER() OVER (PARTITION BY t.number ORDER BY i.import_seq DESC, i.source_row DESC) AS choice_no
    FROM incidents_now AS i
    JOIN incident_numbers_twice AS t
      ON t.number = UPPER(REPLACE(REPLACE(TRIM(i.incident_id), '-', ''), ' ', ''))
  ) AS w
  WHERE
    w.choice_no = 1
) AS q
LEFT JOIN incidents_places AS place
  ON place.row_key = q.incident_id;

-- Every row of unit_responses that counts now, numbered, with its officer and the columns that rules name.
-- unit_responses_seen (kept)
SELECT
  x.subject_no,
  COALESCE(roster_id.officer_no, own_id.officer_no) AS officer_no,
  x.row_us,
  x.officer_raw,
  x.incident_id,
  x.number,
  x.recording_id,
  x.unit_id,
  x.slack_us,
  x.doubtful,
  x.source_file,
  x.source_row,
  x.dispatched_at,
  x.enroute_at,
  x.arrived_at,
  x.cleared_at,
  x.role,
  i.call_type AS call_type,
  i.priority AS priority,
  i.location_type AS location_type,
  i.location_types AS location_types,
  i.district AS district
FROM (
  SELECT
    ROW_NUMBER() OVER (ORDER BY s.import_seq, s.source_row, s.incident_id, s.officer_id) AS subject_no,
    COALESCE(
      EPOCH_US(s.arrived_at),
      EPOCH_US(s.dispatched_at),
      EPOCH_US(s.enroute_at),
      EPOCH_US(s.cleared_at)
    ) AS row_us,
    s.officer_id AS officer_raw,
    s.incident_id AS incident_id,
    UPPER(REPLACE(REPLACE(TRIM(s.incident_id), '-', ''), ' ', '')) AS number,
    CAST(NULL AS TEXT) AS recording_id,
    s.unit_id AS unit_id,
    CASE WHEN s.resolution_us >= 60000000 THEN s.resolution_us - 1 ELSE 0 END AS slack_us,
    s.doubtful AS doubtful,
    s.source_file AS source_file,
    s.source_row AS source_row,
    EPOCH_US(s.dispatched_at) AS dispatched_at,
    EPOCH_US(s.enroute_at) AS enroute_at,
    EPOCH_US(s.arrived_at) AS arrived_at,
    EPOCH_US(s.cleared_at) AS cleared_at,
    s.role AS role
  FROM unit_responses_crewed AS s
) AS x
LEFT JOIN officer_ids AS own_id
  ON own_id.raw_id = x.officer_raw
LEFT JOIN officer_spans AS roster_id
  ON roster_id.raw_id = x.officer_raw
  AND x.row_us >= roster_id.from_us
  AND x.row_us < roster_id.until_us
LEFT JOIN incidents_seen AS i
  ON i.number = x.number;

-- The rows of unit_responses with what is derived from other tables.
-- unit_responses_rows
SELECT
  x.subject_no,
  x.officer_no,
  x.arrived_at,
  x.call_type,
  x.cleared_at,
  x.dispatched_at,
  x.district,
  x.doubtful,
  x.enroute_at,
  x.incident_id,
  x.location_type,
  x.location_types,
  x.number,
  x.officer_raw,
  x.priority,
  x.recording_id,
  x.role,
  x.row_us,
  x.slack_us,
  x.source_file,
  x.source_row,
  x.unit_id
FROM unit_responses_seen AS x;

-- Of several rows of evidence_actions with one key, the one of the newest import.
-- evidence_actions_now
SELECT
  s.action_id,
  s.recording_id,
  s."at",
  s.actor_id,
  s.actor_role,
  s.action,
  s.purpose,
  s.old_value,
  s.new_value,
  s.detail,
  s.utc_offset,
  s.resolution_us,
  s.doubtful,
  s.source_file,
  s.source_row,
  s.import_id,
  s.import_seq
FROM (
  SELECT
    v.action_id,
    v.recording_id,
    v."at",
    v.actor_id,
    v.actor_role,
    v.action,
    v.purpose,
    v.old_value,
    v.new_value,
    v.detail,
    v.utc_offset,
    v.resolution_us,
    v.doubtful,
    v.source_file,
    v.source_row,
    v.import_id,
    v.import_seq,
    ROW_NUMBER() OVER (
      PARTITION BY v.action_id, v.recording_id, v."at", v.actor_id, v.action
      ORDER BY v.import_seq DESC, v.source_row DESC
    ) AS version_no
  FROM src_evidence_actions AS v
) AS s
WHERE
  s.version_no = 1;

-- Every row of evidence_actions that counts now, numbered, with its officer and the columns that rules name.
-- evidence_actions_seen (kept)
SELECT
  x.subject_no,
  COALESCE(roster_id.officer_no, own_id.officer_no) AS officer_no,
  x.row_us,
  x.officer_raw,
  x.incident_id,
  x.number,
  x.recording_id,
  x.unit_id,
  x.slack_us,
  x.doubtful,
  x.source_file,
  x.source_row,
  x."at",
  x.action,
  CAST(NULL AS TEXT) AS call_type,
  CAST(NULL AS TEXT) AS district
FROM (
  SELECT
    ROW_NUMBER() OVER (
      ORDER BY s.import_seq, s.source_row, s.action_id, s.recording_id, s."at", s.actor_id, s.action
    ) AS subject_no,
    EPOCH_US(s."at") AS row_us,
    s.actor_id AS officer_raw,
    CAST(NULL AS TEXT) AS incident_id,
    CAST(NULL AS TEXT) AS number,
    s.recording_id AS recording_id,
    CAST(NULL AS TEXT) AS unit_id,
    CASE WHEN s.resolution_us >= 60000000 THEN s.resolution_us - 1 ELSE 0 END AS slack_us,
    s.doubtful AS doubtful,
    s.source_file AS source_file,
    s.source_row AS source_row,
    EPOCH_US(s."at") AS "at",
    s.action AS action
  FROM evidence_actions_now AS s
) AS x
LEFT JOIN officer_ids AS own_id
  ON own_id.raw_id = x.officer_raw
LEFT JOIN officer_spans AS roster_id
  ON roster_id.raw_id = x.officer_raw
  AND x.row_us >= roster_id.from_us
  AND x.row_us < roster_id.until_us;

-- The rows of evidence_actions with what is derived from other tables.
-- evidence_actions_rows
SELECT
  x.subject_no,
  x.officer_no,
  x.action,
  x."at",
  x.call_type,
  x.district,
  x.doubtful,
  x.incident_id,
  x.number,
  x.officer_raw,
  x.recording_id,
  x.row_us,
  x.slack_us,
  x.source_file,
  x.source_row,
  x.unit_id
FROM evidence_actions_seen AS x;

-- Of several rows of recordings with one key, the one of the newest import.
-- recordings_now
SELECT
  s.recording_id,
  s.device_id,
  s.officer_id,
  s.activated_at,
  s.activated_known,
  s.started_at,
  s.ended_at,
  s.ended_known,
  s.recorded_at,
  s.duration_s,
  s.buffer_s,
  s.buffer_audio,
  s.trigger_reason,
  s.stop_reason,
  s.uploaded_at,
  s.deleted_at,
  s.deletion_reason,
  s.status,
  s.retention_until,
  s.title,
  s.categories,
  s.tags,
  s.incident_ids,
  s.location_type,
  s.location_types,
  s.location_known,
  s.latitude,
  s.longitude,
  s.district,
  s.size_mb,
  s.content_type,
  s.sequence,
  s.utc_offset,
  s.resolution_us,
  s.doubtful,
  s.source_file,
  s.source_row,
  s.import_id,
  s.import_seq
FROM (
  SELECT
    v.recording_id,
    v.device_id,
    v.officer_id,
    v.activated_at,
    v.activated_known,
    v.started_at,
    v.ended_at,
    v.ended_known,
    v.recorded_at,
    v.duration_s,
    v.buffer_s,
    v.buffer_audio,
    v.trigger_reason,
    v.stop_reason,
    v.uploaded_at,
    v.deleted_at,
    v.deletion_reason,
    v.status,
    v.retention_until,
    v.title,
    v.categories,
    v.tags,
    v.incident_ids,
    v.location_type,
    v.location_types,
    v.location_known,
    v.latitude,
    v.longitude,
    v.district,
    v.size_mb,
    v.content_type,
    v.sequence,
    v.utc_offset,
    v.resolution_us,
    v.doubtful,
    v.source_file,
    v.source_row,
    v.import_id,
    v.import_seq,
    ROW_NUMBER() OVER (PARTITION BY v.recording_id ORDER BY v.import_seq DESC, v.source_row DESC) AS version_no
  FROM src_recordings AS v
) AS s
WHERE
  s.version_no = 1;

-- Every row of recordings that counts now, numbered, with its officer and the columns that rules name.
-- recordings_seen
SELECT
  x.subject_no,
  COALESCE(roster_id.officer_no, own_id.officer_no) AS officer_no,
  x.row_us,
  x.officer_raw,
  x.incident_id,
  x.number,
  x.recording_id,
  x.unit_id,
  x.slack_us,
  x.doubtful,
  x.source_file,
  x.source_row,
  x.activated_at,
  x.started_at,
  x.ended_at,
  x.recorded_at,
  x.deleted_at,
  x.status,
  x.categories,
  x.district,
  CAST(NULL AS TEXT) AS call_type
FROM (
  SELECT
    s.import_seq * 68719476736 + s.source_row AS subject_no,
    COALESCE(EPOCH_US(s.started_at), EPOCH_US(s.ended_at)) AS row_us,
    s.officer_id AS officer_raw,
    CASE WHEN LEN(s.incident_ids) = 1 THEN LIST_EXTRACT(s.incident_ids, 1) END AS incident_id,
    CASE
      WHEN LEN(s.incident_ids) = 1
      THEN UPPER(REPLACE(REPLACE(TRIM(LIST_EXTRACT(s.incident_ids, 1)), '-', ''), ' ', ''))
    END AS number,
    s.recording_id AS recording_id,
    CAST(NULL AS TEXT) AS unit_id,
    CASE WHEN s.resolution_us >= 60000000 THEN s.resolution_us - 1 ELSE 0 END AS slack_us,
    s.doubtful AS doubtful,
    s.source_file AS source_file,
    s.source_row AS source_row,
    EPOCH_US(s.activated_at) AS activated_at,
    EPOCH_US(s.started_at) AS started_at,
    EPOCH_US(s.ended_at) AS ended_at,
    EPOCH_US(s.recorded_at) AS recorded_at,
    EPOCH_US(s.deleted_at) AS deleted_at,
    s.status AS status,
    s.categories AS categories,
    s.district AS district
  FROM recordings_now AS s
) AS x
LEFT JOIN officer_ids AS own_id
  ON own_id.raw_id = x.officer_raw
LEFT JOIN officer_spans AS roster_id
  ON roster_id.raw_id = x.officer_raw
  AND x.row_us >= roster_id.from_us
  AND x.row_us < roster_id.until_us;

-- The rows of recordings with what is derived from other tables.
-- recordings_rows
SELECT
  x.subject_no,
  x.officer_no,
  x.activated_at,
  x.call_type,
  x.categories,
  x.deleted_at,
  x.district,
  x.doubtful,
  x.ended_at,
  x.incident_id,
  x.number,
  x.officer_raw,
  x.recorded_at,
  x.recording_id,
  x.row_us,
  x.slack_us,
  x.source_file,
  x.source_row,
  x.started_at,
  x.status,
  x.unit_id
FROM recordings_seen AS x;

-- The window of each row as its own stamps give it.
-- window_unit_responses_arrived_to_cleared_given
SELECT
  x.subject_no,
  x.officer_no,
  x.call_type,
  x.district,
  x.doubtful,
  x.location_type,
  x.location_types,
  x.number,
  x.priority,
  x.row_us,
  x.slack_us,
  x.unit_id,
  CASE
    WHEN NOT x.arrived_at IS NULL
    THEN x.arrived_at
    WHEN COALESCE(LIST_HAS_ANY(x.doubtful, ['arrived_at']), FALSE)
    THEN NULL
  END AS from_us,
  CASE
    WHEN NOT x.cleared_at IS NULL
    THEN x.cleared_at
    WHEN COALESCE(LIST_HAS_ANY(x.doubtful, ['cleared_at']), FALSE)
    THEN NULL
  END AS until_us,
  CAST(NULL AS BIGINT) AS put_off_us,
  x.slack_us AS from_slack_us,
  x.slack_us AS until_slack_us
FROM unit_responses_rows AS x;

-- The same; a duty that starts as soon as a reason ends begins there.
-- window_unit_responses_arrived_to_cleared
SELECT
  g.subject_no,
  g.officer_no,
  g.call_type,
  g.district,
  g.doubtful,
  g.location_type,
  g.location_types,
  g.number,
  g.priority,
  g.row_us,
  g.slack_us,
  g.unit_id,
  g.until_us,
  g.from_slack_us,
  g.until_slack_us,
  CASE
    WHEN g.put_off_us > g.from_us AND g.put_off_us < g.until_us
    THEN g.put_off_us
    ELSE g.from_us
  END AS from_us,
  CASE
    WHEN g.put_off_us >= g.until_us OR g.put_off_us >= 9000000000000000
    THEN 1
    ELSE 0
  END AS put_off_for_good
FROM window_unit_responses_arrived_to_cleared_given AS g;

-- Each window, widened by the match tolerance, listed under every hour it touches.
-- hours_unit_responses_arrived_to_cleared
SELECT
  w.subject_no,
  w.officer_no,
  w.from_us,
  w.until_us,
  w.until_slack_us,
  UNNEST(
    RANGE(
      (
        (
          w.from_us - 300000000
        ) // (
          3600000000
        )
      ),
      (
        (
          (
            w.until_us + w.until_slack_us + 300000000
          ) // (
            3600000000
          )
        )
      ) + 1
    )
  ) AS hour_no
FROM (
  SELECT
    x.subject_no,
    x.officer_no,
    CASE
      WHEN NOT x.arrived_at IS NULL
      THEN x.arrived_at
      WHEN COALESCE(LIST_HAS_ANY(x.doubtful, ['arrived_at']), FALSE)
      THEN NULL
    END AS from_us,
    CASE
      WHEN NOT x.cleared_at IS NULL
      THEN x.cleared_at
      WHEN COALESCE(LIST_HAS_ANY(x.doubtful, ['cleared_at']), FALSE)
      THEN NULL
    END AS until_us,
    x.slack_us AS until_slack_us
  FROM unit_responses_seen AS x
) AS w
WHERE
  NOT w.officer_no IS NULL
  AND w.until_us >= w.from_us
  AND w.until_us - w.from_us <= 604800000000;

-- Every camera once, numbered in the order of the ids; 0 stands for an unnamed one.
-- devices (kept)
SELECT
  d.device_id,
  ROW_NUMBER() OVER (ORDER BY d.device_id) AS device_no
FROM (
  SELECT DISTINCT
    r.device_id
  FROM recordings_now AS r
) AS d
WHERE
  NOT d.device_id IS NULL;

-- Every recording that counts now, with its officer; an activation outside the media is no activation.
-- recording_pieces (kept)
SELECT
  r.import_seq * 68719476736 + r.source_row AS recording_no,
  COALESCE(v.device_no, 0) AS device_no,
  COALESCE(roster_id.officer_no, own_id.officer_no) AS officer_no,
  EPOCH_US(r.started_at) AS started_us,
  EPOCH_US(r.ended_at) AS ended_us,
  CASE
    WHEN EPOCH_US(r.activated_at) >= EPOCH_US(r.started_at)
    AND (
      r.ended_at IS NULL OR EPOCH_US(r.activated_at) <= EPOCH_US(r.ended_at)
    )
    THEN EPOCH_US(r.activated_at)
  END AS activated_us,
  COALESCE(
    CAST(FLOOR(r.buffer_s * 1000000 + 0.5) AS BIGINT),
    CASE
      WHEN EPOCH_US(r.activated_at) >= EPOCH_US(r.started_at)
      THEN EPOCH_US(r.activated_at) - EPOCH_US(r.started_at)
    END
  ) AS buffer_us,
  CASE WHEN r.resolution_us >= 60000000 THEN r.resolution_us - 1 ELSE 0 END AS slack_us,
  CASE WHEN r.trigger_reason = 'after_the_fact' THEN TRUE ELSE FALSE END AS after_the_fact,
  COALESCE(EPOCH_US(r.activated_at), EPOCH_US(r.ended_at)) AS pressed_us,
  EPOCH_US(r.uploaded_at) AS uploaded_us
FROM recordings_now AS r
LEFT JOIN devices AS v
  ON v.device_id = r.device_id
LEFT JOIN officer_ids AS own_id
  ON own_id.raw_id = r.officer_id
LEFT JOIN officer_spans AS roster_id
  ON roster_id.raw_id = r.officer_id
  AND COALESCE(EPOCH_US(r.started_at), EPOCH_US(r.ended_at)) >= roster_id.from_us
  AND COALESCE(EPOCH_US(r.started_at), EPOCH_US(r.ended_at)) < roster_id.until_us;

-- Each piece of footage beside the latest end before it and the next start.
-- recording_marks
SELECT
  p.officer_no,
  p.device_no,
  p.recording_no,
  p.started_us,
  p.ended_us,
  MAX(p.ended_us) OVER (
    PARTITION BY p.officer_no, p.device_no
    ORDER BY p.started_us, p.recording_no
    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
  ) AS prior_end,
  LEAD(p.started_us) OVER (PARTITION BY p.officer_no, p.device_no ORDER BY p.started_us, p.recording_no) AS next_start
FROM recording_pieces AS p
WHERE
  NOT p.officer_no IS NULL
  AND NOT p.after_the_fact
  AND p.ended_us > p.started_us
  AND p.ended_us - p.started_us <= 604800000000;

-- A piece begins a recording unless it starts within the stitch gap of what came before, and ends one likewise.
-- recording_ends
SELECT
  m.officer_no,
  m.device_no,
  m.recording_no,
  m.started_us,
  CASE
    WHEN m.prior_end IS NULL OR m.started_us > m.prior_end + 5000000
    THEN 1
    ELSE 0
  END AS begins,
  CASE
    WHEN m.next_start IS NULL
    OR m.next_start > CASE WHEN m.prior_end > m.ended_us THEN m.prior_end ELSE m.ended_us END + 5000000
    THEN 1
    ELSE 0
  END AS ends
FROM recording_marks AS m;

-- The pieces of recordings that consist of several: few, beside those that are a recording of their own.
-- recording_segments (kept)
SELECT
  m.officer_no,
  m.device_no,
  m.recording_no,
  m.started_us,
  m.begins
FROM recording_ends AS m
WHERE
  m.begins + m.ends < 2;

-- Those pieces, numbered by recording.
-- recording_numbered
SELECT
  m.officer_no,
  m.device_no,
  m.recording_no,
  m.begins,
  SUM(m.begins) OVER (
    PARTITION BY m.officer_no, m.device_no
    ORDER BY m.started_us, m.recording_no
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS run_no
FROM recording_segments AS m;

-- Recordings after stitching, each with the activation and the buffer of its first segment.
-- recording_runs
SELECT
  p.officer_no,
  p.device_no,
  p.started_us AS start_us,
  p.ended_us AS end_us,
  p.recording_no AS first_no,
  p.activated_us,
  p.buffer_us,
  p.slack_us
FROM recording_pieces AS p
LEFT JOIN recording_segments AS m
  ON m.recording_no = p.recording_no
WHERE
  m.recording_no IS NULL
  AND NOT p.officer_no IS NULL
  AND NOT p.after_the_fact
  AND p.ended_us > p.started_us
  AND p.ended_us - p.started_us <= 604800000000
UNION ALL
SELECT
  n.officer_no,
  n.device_no,
  MIN(p.started_us),
  MAX(p.ended_us),
  MAX(CASE WHEN n.begins = 1 THEN p.recording_no END),
  MAX(CASE WHEN n.begins = 1 THEN p.activated_us END),
  MAX(CASE WHEN n.begins = 1 THEN p.buffer_us END),
  MAX(p.slack_us)
FROM recording_numbered AS n
JOIN recording_pieces AS p
  ON p.recording_no = n.recording_no
GROUP BY
  n.officer_no,
  n.device_no,
  n.run_no;

-- Officers who ever recorded on more than one device.
-- officers_with_two_devices (kept)
SELECT
  r.officer_no
FROM recording_runs AS r
GROUP BY
  r.officer_no
HAVING
  MIN(r.device_no) < MAX(r.device_no);

-- For those officers, each recording beside the latest end before it on any device.
-- run_marks
SELECT
  r.officer_no,
  r.device_no,
  r.start_us,
  r.end_us,
  r.activated_us,
  r.buffer_us,
  r.slack_us,
  r.first_no,
  MAX(r.end_us) OVER (
    PARTITION BY r.officer_no
    ORDER BY r.start_us, r.first_no
    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
  ) AS prior_end
FROM recording_runs AS r
JOIN officers_with_two_devices AS t
  ON t.officer_no = r.officer_no;

-- A recording begins a new stretch unless it starts before or at that end.
-- run_numbered
SELECT
  m.officer_no,
  m.device_no,
  m.start_us,
  m.end_us,
  m.activated_us,
  m.buffer_us,
  m.slack_us,
  m.first_no,
  CASE WHEN m.prior_end IS NULL OR m.start_us > m.prior_end THEN 1 ELSE 0 END AS begins,
  SUM(CASE WHEN m.prior_end IS NULL OR m.start_us > m.prior_end THEN 1 ELSE 0 END) OVER (
    PARTITION BY m.officer_no
    ORDER BY m.start_us, m.first_no
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS stretch_no
FROM run_marks AS m;

-- Stretches of footage of each officer, which never overlap; of what is one recording: which, its camera, its buffer.
-- stretches (kept)
SELECT
  r.officer_no,
  r.start_us,
  r.end_us,
  COALESCE(r.activated_us, r.start_us) AS active_us,
  r.slack_us,
  r.first_no AS only_no,
  r.device_no,
  r.buffer_us
FROM recording_runs AS r
LEFT JOIN officers_with_two_devices AS t
  ON t.officer_no = r.officer_no
WHERE
  t.officer_no IS NULL
UNION ALL
SELECT
  n.officer_no,
  MIN(n.start_us),
  MAX(n.end_us),
  COALESCE(MAX(CASE WHEN n.begins = 1 THEN n.activated_us END), MIN(n.start_us)),
  MAX(n.slack_us),
  CASE WHEN COUNT(*) = 1 THEN MAX(n.first_no) END,
  CASE WHEN COUNT(*) = 1 THEN MAX(n.device_no) END,
  CASE WHEN COUNT(*) = 1 THEN MAX(n.buffer_us) END
FROM run_numbered AS n
GROUP BY
  n.officer_no,
  n.stretch_no;

-- Each stretch listed under every hour it touches.
-- stretch_hours
SELECT
  s.officer_no,
  s.start_us,
  s.end_us,
  s.active_us,
  s.slack_us,
  s.only_no,
  s.device_no,
  s.buffer_us,
  (
    (
      s.start_us
    ) // (
      3600000000
    )
  ) AS first_hour,
  UNNEST(
    RANGE(
      (
        (
          s.start_us
        ) // (
          3600000000
        )
      ),
      (
        (
          (
            s.end_us + s.slack_us
          ) // (
            3600000000
          )
        )
      ) + 1
    )
  ) AS hour_no
FROM stretches AS s;

-- Windows and stretches of footage of the same officer that overlap, or nearly.
-- pairs_unit_responses_arrived_to_cleared (kept)
SELECT
  h.subject_no,
  s.start_us,
  s.end_us,
  s.active_us,
  s.slack_us,
  s.only_no,
  s.device_no,
  s.buffer_us,
  h.from_us,
  h.until_us,
  CASE WHEN s.start_us <= h.until_us AND s.end_us >= h.from_us THEN 1 ELSE 0 END AS "overlaps",
  CASE
    WHEN s.start_us <= h.until_us + h.until_slack_us
    AND s.end_us + s.slack_us >= h.from_us
    THEN 1
    ELSE 0
  END AS may_overlap
FROM hours_unit_responses_arrived_to_cleared AS h
JOIN stretch_hours AS s
  ON s.officer_no = h.officer_no AND s.hour_no = h.hour_no
WHERE
  s.start_us <= h.until_us + h.until_slack_us + 300000000
  AND s.end_us + s.slack_us >= h.from_us - 300000000
  AND h.hour_no = CASE
    WHEN (
      (
        h.from_us - 300000000
      ) // (
        3600000000
      )
    ) > s.first_hour
    THEN (
      (
        h.from_us - 300000000
      ) // (
        3600000000
      )
    )
    ELSE s.first_hour
  END;

-- Recordings with no known end, with how far they may reach.
-- open_recordings (kept)
SELECT
  p.officer_no,
  p.started_us AS lo_us,
  p.started_us + 43200000000 AS hi_us
FROM recording_pieces AS p
WHERE
  NOT p.officer_no IS NULL
  AND NOT p.started_us IS NULL
  AND p.ended_us IS NULL
  AND NOT p.after_the_fact;

-- Each of them listed under every hour it may reach.
-- open_hours
SELECT
  s.officer_no,
  s.lo_us,
  s.hi_us,
  (
    (
      s.lo_us
    ) // (
      3600000000
    )
  ) AS first_hour,
  UNNEST(
    RANGE(
      (
        (
          s.lo_us
        ) // (
          3600000000
        )
      ),
      (
        (
          (
            s.hi_us
          ) // (
            3600000000
          )
        )
      ) + 1
    )
  ) AS hour_no
FROM open_recordings AS s;

-- Windows that a recording with no known end may reach.
-- open_unit_responses_arrived_to_cleared (kept)
SELECT DISTINCT
  h.subject_no
FROM hours_unit_responses_arrived_to_cleared AS h
JOIN open_hours AS s
  ON s.officer_no = h.officer_no AND s.hour_no = h.hour_no
WHERE
  s.lo_us <= h.until_us AND s.hi_us >= h.from_us;

-- What footage each window overlaps: first and last moment, covered time; whether a recording with no known end may reach it.
-- covered_unit_responses_arrived_to_cleared (kept)
SELECT
  p.subject_no,
  CAST(SUM(p."overlaps") AS BIGINT) AS "overlaps",
  MAX(p.may_overlap) AS may_overlap,
  MAX(p.near) AS near,
  MAX(p.open_end) AS open_end,
  MIN(CASE WHEN p."overlaps" = 1 THEN p.start_us END) AS first_us,
  MIN(CASE WHEN p."overlaps" = 1 THEN p.active_us END) AS first_active_us,
  MIN(CASE WHEN p."overlaps" = 1 THEN p.start_us + p.slack_us END) AS first_hi_us,
  MIN(CASE WHEN p."overlaps" = 1 THEN p.active_us + p.slack_us END) AS first_active_hi_us,
  MAX(CASE WHEN p."overlaps" = 1 THEN p.end_us END) AS last_us,
  MAX(CASE WHEN p."overlaps" = 1 THEN p.end_us + p.slack_us END) AS last_hi_us,
  MAX(CASE WHEN p."overlaps" = 1 THEN p.slack_us ELSE 0 END) AS footage_slack_us,
  CAST(SUM(
    CASE
      WHEN p."overlaps" = 1
      THEN CASE WHEN p.end_us < p.until_us THEN p.end_us ELSE p.until_us END - CASE WHEN p.start_us > p.from_us THEN p.start_us ELSE p.from_us END
      ELSE 0
    END
  ) AS BIGINT) AS covered_us
FROM (
  SELECT
    f.subject_no,
    f.start_us,
    f.end_us,
    f.active_us,
    f.slack_us,
    f.from_us,
    f.until_us,
    f."overlaps",
    f.may_overlap,
    1 AS near,
    0 AS open_end
  FROM pairs_unit_responses_arrived_to_cleared AS f
  UNION ALL
  SELECT
    o.subject_no,
    CAST(NULL AS BIGINT),
    CAST(NULL AS BIGINT),
    CAST(NULL AS BIGINT),
    CAST(NULL AS BIGINT),
    CAST(NULL AS BIGINT),
    CAST(NULL AS BIGINT),
    0,
    0,
    0,
    1
  FROM open_unit_responses_arrived_to_cleared AS o
) AS p
GROUP BY
  p.subject_no;

-- The longest hole between footage inside each window that overlaps several stretches.
-- gaps_unit_responses_arrived_to_cleared (kept)
SELECT
  q.subject_no,
  MAX(q.start_us - q.prior_end) AS gap_us,
  MAX(q.start_us - q.prior_end_hi) AS gap_lo_us,
  MAX(q.start_us + q.slack_us - q.prior_end) AS gap_hi_us
FROM (
  SELECT
    p.subject_no,
    p.start_us,
    p.slack_us,
    MAX(p.end_us) OVER (
      PARTITION BY p.subject_no
      ORDER BY p.start_us, p.end_us
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS prior_end,
    MAX(p.end_us + p.slack_us) OVER (
      PARTITION BY p.subject_no
      ORDER BY p.start_us, p.end_us
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS prior_end_hi
  FROM pairs_unit_responses_arrived_to_cleared AS p
  JOIN covered_unit_responses_arrived_to_cleared AS c
    ON c.subject_no = p.subject_no
  WHERE
    c."overlaps" > 1 AND p."overlaps" = 1
) AS q
GROUP BY
  q.subject_no;

-- Each window with all that is measured in it.
-- coverage_unit_responses_arrived_to_cleared
SELECT
  w.subject_no,
  w.officer_no,
  w.call_type,
  w.district,
  w.doubtful,
  w.location_type,
  w.location_types,
  w.number,
  w.priority,
  w.row_us,
  w.slack_us,
  w.unit_id,
  w.from_us,
  w.until_us,
  w.from_slack_us,
  w.until_slack_us,
  w.put_off_for_good,
  COALESCE(c."overlaps", 0) AS "overlaps",
  COALESCE(c.may_overlap, 0) AS may_overlap,
  COALESCE(c.near, 0) AS near,
  c.first_us,
  c.first_active_us,
  c.first_hi_us,
  c.first_active_hi_us,
  c.last_us,
  c.last_hi_us,
  COALESCE(c.footage_slack_us, 0) AS footage_slack_us,
  COALESCE(c.covered_us, 0) AS covered_us,
  COALESCE(g.gap_us, 0) AS gap_us,
  COALESCE(g.gap_lo_us, 0) AS gap_lo_us,
  COALESCE(g.gap_hi_us, 0) AS gap_hi_us,
  COALESCE(c.open_end, 0) AS open_end
FROM window_unit_responses_arrived_to_cleared AS w
LEFT JOIN covered_unit_responses_arrived_to_cleared AS c
  ON c.subject_no = w.subject_no
LEFT JOIN gaps_unit_responses_arrived_to_cleared AS g
  ON g.subject_no = w.subject_no;

-- Recordings that prove nothing, with the span in which they may have been made.
-- weak_pieces
SELECT
  p.officer_no,
  CASE WHEN p.ended_us < p.started_us THEN p.ended_us ELSE p.started_us END AS lo_us,
  CASE
    WHEN p.ended_us > p.started_us + 604800000000
    THEN p.started_us + 604800000000
    ELSE p.started_us
  END AS hi_us
FROM recording_pieces AS p
WHERE
  NOT p.officer_no IS NULL
  AND NOT p.started_us IS NULL
  AND NOT p.after_the_fact
  AND (
    p.ended_us <= p.started_us OR p.ended_us - p.started_us > 604800000000
  )
UNION ALL
SELECT
  p.officer_no,
  COALESCE(p.pressed_us - 7200000000, p.uploaded_us - 86400000000),
  COALESCE(p.pressed_us + 7200000000, p.uploaded_us)
FROM recording_pieces AS p
WHERE
  NOT p.officer_no IS NULL
  AND p.started_us IS NULL
  AND NOT p.after_the_fact
  AND NOT COALESCE(p.pressed_us, p.uploaded_us) IS NULL;

-- Each of them listed under every hour it touches.
-- weak_hours
SELECT
  s.officer_no,
  s.lo_us,
  s.hi_us,
  (
    (
      s.lo_us
    ) // (
      3600000000
    )
  ) AS first_hour,
  UNNEST(
    RANGE(
      (
        (
          s.lo_us
        ) // (
          3600000000
        )
      ),
      (
        (
          (
            s.hi_us
          ) // (
            3600000000
          )
        )
      ) + 1
    )
  ) AS hour_no
FROM weak_pieces AS s;

-- Every incident number of every recording, as numbers are compared: several spellings of one are one.
-- numbers_of_recordings (kept)
SELECT
  r.import_seq * 68719476736 + r.source_row AS recording_no,
  COALESCE(roster_id.officer_no, own_id.officer_no) AS officer_no,
  CASE WHEN r.trigger_reason = 'after_the_fact' THEN TRUE ELSE FALSE END AS after_the_fact,
  UPPER(REPLACE(REPLACE(TRIM(LIST_EXTRACT(r.incident_ids, 1)), '-', ''), ' ', '')) AS number
FROM recordings_now AS r
LEFT JOIN officer_ids AS own_id
  ON own_id.raw_id = r.officer_id
LEFT JOIN officer_spans AS roster_id
  ON roster_id.raw_id = r.officer_id
  AND COALESCE(EPOCH_US(r.started_at), EPOCH_US(r.ended_at)) >= roster_id.from_us
  AND COALESCE(EPOCH_US(r.started_at), EPOCH_US(r.ended_at)) < roster_id.until_us
WHERE
  LEN(r.incident_ids) = 1 AND NOT LIST_EXTRACT(r.incident_ids, 1) IS NULL
UNION ALL
SELECT DISTINCT
  e.recording_no,
  e.officer_no,
  e.after_the_fact,
  UPPER(REPLACE(REPLACE(TRIM(e.raw_number), '-', ''), ' ', '')) AS number
FROM (
  SELECT
    r.import_seq * 68719476736 + r.source_row AS recording_no,
    COALESCE(roster_id.officer_no, own_id.officer_no) AS officer_no,
    CASE WHEN r.trigger_reason = 'after_the_fact' THEN TRUE ELSE FALSE END AS after_the_fact,
    UNNEST(r.incident_ids) AS raw_number
  FROM recordings_now AS r
  LEFT JOIN officer_ids AS own_id
    ON own_id.raw_id = r.officer_id
  LEFT JOIN officer_spans AS roster_id
    ON roster_id.raw_id = r.officer_id
    AND COALESCE(EPOCH_US(r.started_at), EPOCH_US(r.ended_at)) >= roster_id.from_us
    AND COALESCE(EPOCH_US(r.started_at), EPOCH_US(r.ended_at)) < roster_id.until_us
  WHERE
    LEN(r.incident_ids) > 1
) AS e
WHERE
  NOT e.raw_number IS NULL;

-- Every incident number that a recording of that time is filed under.
-- recording_numbers
SELECT
  n.number,
  n.officer_no,
  n.recording_no
FROM numbers_of_recordings AS n
WHERE
  NOT n.after_the_fact;

-- Windows that no footage overlaps.
-- bare_unit_responses_arrived_to_cleared (kept)
SELECT
  c.subject_no,
  c.officer_no,
  c.number
FROM coverage_unit_responses_arrived_to_cleared AS c
WHERE
  c."overlaps" = 0 AND NOT c.officer_no IS NULL AND c.until_us >= c.from_us;

-- Where else was looked: recordings that prove nothing, recordings of the incident without an officer or at another time.
-- search_unit_responses_arrived_to_cleared (kept)
SELECT
  u.subject_no,
  MAX(u.weak) AS weak,
  MAX(u.unattributed) AS unattributed,
  MAX(u.elsewhen) AS elsewhen
FROM (
  SELECT
    b.subject_no,
    1 AS weak,
    0 AS unattributed,
    0 AS elsewhen
  FROM bare_unit_responses_arrived_to_cleared AS b
  JOIN hours_unit_responses_arrived_to_cleared AS h
    ON h.subject_no = b.subject_no
  JOIN weak_hours AS s
    ON s.officer_no = h.officer_no AND s.hour_no = h.hour_no
  WHERE
    s.lo_us <= h.until_us + h.until_slack_us + 300000000
    AND s.hi_us >= h.from_us - 300000000
  UNION ALL
  SELECT
    b.subject_no,
    0,
    CASE WHEN n.officer_no IS NULL THEN 1 ELSE 0 END,
    CASE WHEN n.officer_no = b.officer_no THEN 1 ELSE 0 END
  FROM bare_unit_responses_arrived_to_cleared AS b
  JOIN recording_numbers AS n
    ON n.number = b.number
) AS u
GROUP BY
  u.subject_no;

-- Of several rows of facts with one key, the one of the newest import.
-- facts_now
SELECT
  s.fact_id,
  s.fact,
  s.incident_id,
  s.recording_id,
  s.officer_id,
  s."at",
  s.until_at,
  s.standing,
  s.level,
  s.recorded_by,
  s.detail,
  s.utc_offset,
  s.resolution_us,
  s.doubtful,
  s.source_file,
  s.source_row,
  s.import_id,
  s.import_seq
FROM (
  SELECT
    v.fact_id,
    v.fact,
    v.incident_id,
    v.recording_id,
    v.officer_id,
    v."at",
    v.until_at,
    v.standing,
    v.level,
    v.recorded_by,
    v.detail,
    v.utc_offset,
    v.resolution_us,
    v.doubtful,
    v.source_file,
    v.source_row,
    v.import_id,
    v.import_seq,
    ROW_NUMBER() OVER (
      PARTITION BY v.fact_id, v.fact, v.incident_id, v.recording_id, v.officer_id, v."at"
      ORDER BY v.import_seq DESC, v.source_row DESC
    ) AS version_no
  FROM src_facts AS v
) AS s
WHERE
  s.version_no = 1;

-- Of several rows of requests with one key, the one of the newest import.
-- requests_now
SELECT
  s.request_id,
  s.recording_id,
  s.incident_id,
  s.kind,
  s.requester_role,
  s.received_at,
  s.decided_at,
  s.decision,
  s.fulfilled_at,
  s.utc_offset,
  s.resolution_us,
  s.doubtful,
  s.source_file,
  s.source_row,
  s.import_id,
  s.import_seq
FROM (
  SELECT
    v.request_id,
    v.recording_id,
    v.incident_id,
    v.kind,
    v.requester_role,
    v.received_at,
    v.decided_at,
    v.decision,
    v.fulfilled_at,
    v.utc_offset,
    v.resolution_us,
    v.doubtful,
    v.source_file,
    v.source_row,
    v.import_id,
    v.import_seq,
    ROW_NUMBER() OVER (PARTITION BY v.request_id ORDER BY v.import_seq DESC, v.source_row DESC) AS version_no
  FROM src_requests AS v
) AS s
WHERE
  s.version_no = 1;

-- Every fact that counts now and was not rejected, requests among them, with officer, incident number and standing.
-- facts_seen (kept)
SELECT
  ROW_NUMBER() OVER (ORDER BY f.import_seq, f.source_row, f.fact, f.incident_id) AS fact_no,
  f.fact_id,
  f.fact,
  UPPER(REPLACE(REPLACE(TRIM(f.incident_id), '-', ''), ' ', '')) AS number,
  f.incident_id,
  f.recording_id,
  COALESCE(roster_id.officer_no, own_id.officer_no) AS officer_no,
  CASE
    WHEN COALESCE(roster_id.officer_no, own_id.officer_no) IS NULL
    THEN NULL
    ELSE f.officer_id
  END AS officer_raw,
  EPOCH_US(f."at") AS at_us,
  EPOCH_US(f.until_at) AS until_us,
  CASE COALESCE(f.standing, 'claimed')
    WHEN 'verified'
    THEN 3
    WHEN 'documented'
    THEN 2
    WHEN 'claimed'
    THEN 1
    ELSE 0
  END AS rank,
  f.standing,
  f.level,
  f.recorded_by,
  f.detail,
  f.until_at,
  f."at",
  COALESCE(LIST_HAS_ANY(f.doubtful, ['at']), FALSE) AS at_doubtful,
  CASE WHEN f.resolution_us >= 60000000 THEN f.resolution_us - 1 ELSE 0 END AS slack_us,
  f.source_file,
  f.source_row
FROM facts_now AS f
LEFT JOIN officer_ids AS own_id
  ON own_id.raw_id = f.officer_id
LEFT JOIN officer_spans AS roster_id
  ON roster_id.raw_id = f.officer_id
  AND COALESCE(EPOCH_US(f."at"), EPOCH_US(f.until_at)) >= roster_id.from_us
  AND COALESCE(EPOCH_US(f."at"), EPOCH_US(f.until_at)) < roster_id.until_us
WHERE
  f.standing IS NULL OR NOT f.standing = 'rejected'
UNION ALL
SELECT
  0 - ROW_NUMBER() OVER (ORDER BY r.import_seq, r.source_row, r.request_id) AS fact_no,
  r.request_id AS fact_id,
  CASE r.kind
    WHEN 'release'
    THEN 'release_requested'
    WHEN 'inspection'
    THEN 'inspection_requested'
    WHEN 'longer_retention'
    THEN 'longer_retention_requested'
    WHEN 'stop_retention'
    THEN 'stop_retention_requested'
  END AS fact,
  UPPER(REPLACE(REPLACE(TRIM(r.incident_id), '-', ''), ' ', '')) AS number,
  r.incident_id,
  r.recording_id,
  CAST(NULL AS BIGINT) AS officer_no,
  CAST(NULL AS TEXT) AS officer_raw,
  EPOCH_US(r.received_at) AS at_us,
  EPOCH_US(
    COALESCE(r.fulfilled_at, CASE WHEN UPPER(TRIM(r.decision)) = 'DENIED' THEN r.decided_at END)
  ) AS until_us,
  2 AS rank,
  'documented' AS standing,
  CAST(NULL AS TEXT) AS level,
  CAST(NULL AS TEXT) AS recorded_by,
  CAST(NULL AS TEXT) AS detail,
  COALESCE(r.fulfilled_at, CASE WHEN UPPER(TRIM(r.decision)) = 'DENIED' THEN r.decided_at END) AS until_at,
  r.received_at AS "at",
  COALESCE(LIST_HAS_ANY(r.doubtful, ['received_at']), FALSE) AS at_doubtful,
  CASE WHEN r.resolution_us >= 60000000 THEN r.resolution_us - 1 ELSE 0 END AS slack_us,
  r.source_file,
  r.source_row
FROM requests_now AS r
WHERE
  NOT r.received_at IS NULL;

-- Which fact is tied to which row of unit_responses.
-- unit_responses_links (kept)
SELECT
  x.subject_no,
  f.fact_no
FROM unit_responses_seen AS x
JOIN facts_seen AS f
  ON f.number = x.number
WHERE
  (
    f.officer_raw IS NULL OR f.officer_no = x.officer_no
  )
UNION
SELECT
  x.subject_no,
  f.fact_no
FROM (
  SELECT
    g.fact_no,
    g.officer_no,
    g.at_us,
    g.until_us,
    UNNEST(
      RANGE(
        (
          (
            g.at_us - 86400000000
          ) // (
            86400000000
          )
        ),
        (
          (
            (
              g.until_us
            ) // (
              86400000000
            )
          )
        ) + 1
      )
    ) AS day_no
  FROM (
    SELECT
      k.fact_no,
      k.officer_no,
      k.at_us,
      k.until_us
    FROM facts_seen AS k
    WHERE
      k.number IS NULL AND k.recording_id IS NULL AND NOT k.officer_no IS NULL
  ) AS g
  WHERE
    g.until_us >= g.at_us AND g.until_us - g.at_us <= 5529600000000
) AS f
JOIN unit_responses_seen AS x
  ON x.officer_no = f.officer_no
  AND f.day_no = (
    (
      COALESCE(x.arrived_at, x.dispatched_at)
    ) // (
      86400000000
    )
  )
WHERE
  COALESCE(f.at_us, -9000000000000000) <= x.cleared_at
  AND COALESCE(f.until_us, 9000000000000000) >= COALESCE(x.arrived_at, x.dispatched_at)
  AND x.cleared_at >= COALESCE(x.arrived_at, x.dispatched_at)
  AND x.cleared_at - COALESCE(x.arrived_at, x.dispatched_at) <= 86400000000
UNION
SELECT
  x.subject_no,
  f.fact_no
FROM (
  SELECT
    g.fact_no,
    g.officer_no,
    g.at_us,
    g.until_us
  FROM (
    SELECT
      k.fact_no,
      k.officer_no,
      k.at_us,
      k.until_us
    FROM facts_seen AS k
    WHERE
      k.number IS NULL AND k.recording_id IS NULL AND NOT k.officer_no IS NULL
  ) AS g
  WHERE
    NOT COALESCE(g.until_us >= g.at_us AND g.until_us - g.at_us <= 5529600000000, FALSE)
) AS f
JOIN unit_responses_seen AS x
  ON x.officer_no = f.officer_no
WHERE
  COALESCE(f.at_us, -9000000000000000) <= x.cleared_at
  AND COALESCE(f.until_us, 9000000000000000) >= COALESCE(x.arrived_at, x.dispatched_at)
UNION
SELECT
  x.subject_no,
  f.fact_no
FROM (
  SELECT
    g.fact_no,
    g.officer_no,
    g.at_us,
    g.until_us
  FROM (
    SELECT
      k.fact_no,
      k.officer_no,
      k.at_us,
      k.until_us
    FROM facts_seen AS k
    WHERE
      k.number IS NULL AND k.recording_id IS NULL AND NOT k.officer_no IS NULL
  ) AS g
  WHERE
    g.until_us >= g.at_us AND g.until_us - g.at_us <= 5529600000000
) AS f
JOIN unit_responses_seen AS x
  ON x.officer_no = f.officer_no
WHERE
  COALESCE(f.at_us, -9000000000000000) <= x.cleared_at
  AND COALESCE(f.until_us, 9000000000000000) >= COALESCE(x.arrived_at, x.dispatched_at)
  AND NOT (
    x.cleared_at >= COALESCE(x.arrived_at, x.dispatched_at)
    AND x.cleared_at - COALESCE(x.arrived_at, x.dispatched_at) <= 86400000000
  );

-- Rows of covered with a reason of sufficient standing in the time that counts.
-- r_each_kind_covered_exempt (kept)
SELECT DISTINCT
  x.subject_no
FROM unit_responses_links AS l
JOIN facts_seen AS f
  ON f.fact_no = l.fact_no
JOIN window_unit_responses_arrived_to_cleared AS x
  ON x.subject_no = l.subject_no
WHERE
  (
    (
      f.fact = 'exigent' AND f.rank >= 2
    )
  )
  AND COALESCE(f.at_us <= x.until_us, f.at_us IS NULL)
  AND COALESCE(f.until_us >= x.from_us, f.until_us IS NULL);

-- What becomes of each row under covered, and the first test that decides those it binds.
-- r_each_kind_covered_judged
SELECT
  q.subject_no,
  q.officer_no,
  q.unit_id,
  q.district,
  q.call_type,
  q.row_us,
  q.state,
  q.reason,
  q.reason = '' AS settled,
  q.unsure,
  q.open_end,
  q.begin_us,
  q.end_us,
  CASE q.reason
    WHEN 'late_start'
    THEN q.m_late_start
    WHEN 'early_stop'
    THEN q.m_early_stop
    WHEN 'gap'
    THEN q.m_gap
  END AS measured,
  CASE q.reason
    WHEN 'late_start'
    THEN q.a_late_start
    WHEN 'early_stop'
    THEN q.a_early_stop
    WHEN 'gap'
    THEN q.a_gap
  END AS allowed
FROM (
  SELECT
    x.subject_no,
    x.officer_no,
    x.unit_id,
    x.district,
    x.call_type,
    x.row_us,
    CASE
      WHEN (
        x.call_type = 'TEST'
      )
      THEN 'test'
      WHEN NOT COALESCE((
        x.call_type IN ('stop', 'alarm') OR x.priority = '1'
      ), TRUE)
      THEN 'not bound'
      ELSE 'bound'
    END AS state,
    CASE
      WHEN (
        (
          x.call_type IN ('stop', 'alarm') OR x.priority = '1'
        )
      ) IS NULL
      THEN 'when_unknown'
      WHEN NOT excused.subject_no IS NULL
      THEN 'exempt'
      WHEN x.officer_no IS NULL
      THEN 'officer_unknown'
      WHEN x.from_us IS NULL OR x.until_us IS NULL
      THEN 'window_unknown'
      WHEN x.until_us < x.from_us
      THEN 'clock_contradiction'
      WHEN x.until_us - x.from_us > 604800000000
      THEN 'window_unknown'
      WHEN x."overlaps" = 0
      AND NOT (
        x.from_us >= 1767225600000000 AND x.until_us <= 1775001600000000
      )
      THEN 'outside_horizon'
      WHEN x."overlaps" = 0 AND x.may_overlap = 1
      THEN 'too_coarse'
      WHEN x."overlaps" = 0 AND s.weak = 1
      THEN 'recording_proves_nothing'
      WHEN x."overlaps" = 0 AND s.unattributed = 1
      THEN 'recording_without_officer'
      WHEN x."overlaps" = 0 AND s.elsewhen = 1
      THEN 'recorded_at_another_time'
      WHEN x."overlaps" = 0 AND x.until_us - x.from_us < 30000000
      THEN 'window_shorter_than_the_allowed_delay'
      WHEN x."overlaps" = 0 AND x.near = 1
      THEN 'outside_window'
      WHEN x."overlaps" = 0
      THEN 'no_recording'
      WHEN x."overlaps" > 0
      AND x.first_active_us - CASE
        WHEN x.from_us + x.from_slack_us > 1767225600000000
        THEN x.from_us + x.from_slack_us
        ELSE 1767225600000000
      END > 30000000
      THEN 'late_start'
      WHEN x."overlaps" > 0
      AND CASE WHEN x.until_us < 1775001600000000 THEN x.until_us ELSE 1775001600000000 END - x.last_hi_us > 10000000
      THEN 'early_stop'
      WHEN x.gap_lo_us > 10000000
      THEN 'gap'
      WHEN x."overlaps" > 0
      AND x.first_active_us - (
        x.from_us + x.from_slack_us
      ) > 30000000
      THEN 'outside_horizon'
      WHEN x."overlaps" > 0 AND x.first_active_hi_us - x.from_us > 30000000
      THEN 'too_coarse'
      WHEN x."overlaps" > 0 AND x.until_us - x.last_hi_us > 10000000
      THEN 'outside_horizon'
      WHEN x."overlaps" > 0 AND x.until_us + x.until_slack_us - x.last_us > 10000000
      THEN 'too_coarse'
      WHEN x.gap_hi_us > 10000000
      THEN 'too_coarse'
      ELSE ''
    END AS reason,
    0 AS unsure,
    CASE WHEN x.open_end = 1 THEN 1 ELSE 0 END AS open_end,
    x.from_us AS begin_us,
    x.until_us AS end_us,
    x.first_active_us - x.from_us AS m_late_start,
    x.until_us - x.last_us AS m_early_stop,
    x.gap_us AS m_gap,
    30000000 AS a_late_start,
    10000000 AS a_early_stop,
    10000000 AS a_gap
  FROM coverage_unit_responses_arrived_to_cleared AS x
  LEFT JOIN r_each_kind_covered_exempt AS excused
    ON excused.subject_no = x.subject_no
  LEFT JOIN search_unit_responses_arrived_to_cleared AS s
    ON s.subject_no = x.subject_no
) AS q;

-- The reason of each obligation under covered, once open recordings, grace and exemptions are weighed.
-- r_each_kind_covered_concluded
SELECT
  j.subject_no,
  j.officer_no,
  j.unit_id,
  j.district,
  j.call_type,
  j.row_us,
  j.state,
  j.settled,
  j.begin_us,
  j.end_us,
  j.measured,
  j.allowed,
  CASE
    WHEN j.reason = '' OR j.reason IN ('exempt', 'when_unknown', 'officer_unknown')
    THEN j.reason
    WHEN j.open_end = 1
    THEN 'end_unknown'
    WHEN j.unsure = 1
    AND CASE j.reason
      WHEN 'early_stop'
      THEN TRUE
      WHEN 'gap'
      THEN TRUE
      WHEN 'late_start'
      THEN TRUE
      WHEN 'muted'
      THEN TRUE
      WHEN 'no_recording'
      THEN TRUE
      WHEN 'outside_window'
      THEN TRUE
      WHEN 'short_buffer'
      THEN TRUE
      ELSE FALSE
    END
    THEN 'exemption_unknown'
    ELSE j.reason
  END AS reason
FROM r_each_kind_covered_judged AS j;

-- One row for each row covered looks at: its state; where bound, verdict, reason, measure and limit (us).
-- r_each_kind_covered
SELECT
  c.subject_no,
  c.officer_no,
  c.unit_id,
  c.district,
  c.call_type,
  c.row_us,
  c.state,
  c.settled,
  CASE
    WHEN NOT c.state = 'bound'
    THEN NULL
    WHEN c.reason = ''
    THEN 'compliant'
    WHEN c.reason = 'when_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'exempt'
    THEN 'exempt'
    WHEN c.reason = 'officer_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'window_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'clock_contradiction'
    THEN 'undetermined'
    WHEN c.reason = 'exemption_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'upload_grace_open'
    THEN 'pending'
    WHEN c.reason = 'no_recording'
    THEN 'violation'
    WHEN c.reason = 'outside_window'
    THEN 'violation'
    WHEN c.reason = 'late_start'
    THEN 'violation'
    WHEN c.reason = 'early_stop'
    THEN 'violation'
    WHEN c.reason = 'gap'
    THEN 'violation'
    WHEN c.reason = 'muted'
    THEN 'violation'
    WHEN c.reason = 'short_buffer'
    THEN 'violation'
    WHEN c.reason = 'too_coarse'
    THEN 'undetermined'
    WHEN c.reason = 'outside_horizon'
    THEN 'undetermined'
    WHEN c.reason = 'recording_proves_nothing'
    THEN 'undetermined'
    WHEN c.reason = 'recording_without_officer'
    THEN 'undetermined'
    WHEN c.reason = 'recorded_at_another_time'
    THEN 'undetermined'
    WHEN c.reason = 'window_shorter_than_the_allowed_delay'
    THEN 'undetermined'
    WHEN c.reason = 'mute_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'buffer_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'end_unknown'
    THEN 'undetermined'
  END AS verdict,
  c.reason,
  CASE
    WHEN CASE c.reason
      WHEN ''
      THEN FALSE
      WHEN 'buffer_unknown'
      THEN TRUE
      WHEN 'early_stop'
      THEN TRUE
      WHEN 'end_unknown'
      THEN TRUE
      WHEN 'gap'
      THEN TRUE
      WHEN 'late_start'
      THEN TRUE
      WHEN 'mute_unknown'
      THEN TRUE
      WHEN 'muted'
      THEN TRUE
      WHEN 'no_recording'
      THEN TRUE
      WHEN 'outside_horizon'
      THEN TRUE
      WHEN 'outside_window'
      THEN TRUE
      WHEN 'recorded_at_another_time'
      THEN TRUE
      WHEN 'recording_proves_nothing'
      THEN TRUE
      WHEN 'recording_without_officer'
      THEN TRUE
      WHEN 'short_buffer'
      THEN TRUE
      WHEN 'too_coarse'
      THEN TRUE
      WHEN 'window_shorter_than_the_allowed_delay'
      THEN TRUE
      ELSE FALSE
    END
    THEN c.measured
  END AS measured,
  CASE
    WHEN CASE c.reason
      WHEN ''
      THEN FALSE
      WHEN 'buffer_unknown'
      THEN TRUE
      WHEN 'early_stop'
      THEN TRUE
      WHEN 'end_unknown'
      THEN TRUE
      WHEN 'gap'
      THEN TRUE
      WHEN 'late_start'
      THEN TRUE
      WHEN 'mute_unknown'
      THEN TRUE
      WHEN 'muted'
      THEN TRUE
      WHEN 'no_recording'
      THEN TRUE
      WHEN 'outside_horizon'
      THEN TRUE
      WHEN 'outside_window'
      THEN TRUE
      WHEN 'recorded_at_another_time'
      THEN TRUE
      WHEN 'recording_proves_nothing'
      THEN TRUE
      WHEN 'recording_without_officer'
      THEN TRUE
      WHEN 'short_buffer'
      THEN TRUE
      WHEN 'too_coarse'
      THEN TRUE
      WHEN 'window_shorter_than_the_allowed_delay'
      THEN TRUE
      ELSE FALSE
    END
    THEN c.allowed
  END AS allowed,
  c.begin_us AS from_us,
  c.end_us AS until_us
FROM r_each_kind_covered_concluded AS c;

-- From when to when each id of the roster is that of somebody in service.
-- service_spans (kept)
SELECT DISTINCT
  a.norm_id,
  a.from_us,
  a.until_us
FROM (
  SELECT
    UPPER(TRIM(o.officer_id)) AS norm_id,
    COALESCE(EPOCH_US(o.valid_from_at), -9000000000000000) AS from_us,
    COALESCE(EPOCH_US(o.valid_until_at), 9000000000000000) AS until_us
  FROM officers_now AS o
  WHERE
    NOT o.officer_id IS NULL
  UNION ALL
  SELECT
    UPPER(TRIM(o.badge)) AS norm_id,
    COALESCE(EPOCH_US(o.valid_from_at), -9000000000000000) AS from_us,
    COALESCE(EPOCH_US(o.valid_until_at), 9000000000000000) AS until_us
  FROM officers_now AS o
  WHERE
    NOT o.badge IS NULL
  UNION ALL
  SELECT
    UPPER(TRIM(o.employee_id)) AS norm_id,
    COALESCE(EPOCH_US(o.valid_from_at), -9000000000000000) AS from_us,
    COALESCE(EPOCH_US(o.valid_until_at), 9000000000000000) AS until_us
  FROM officers_now AS o
  WHERE
    NOT o.employee_id IS NULL
  UNION ALL
  SELECT
    UPPER(TRIM(o.user_id)) AS norm_id,
    COALESCE(EPOCH_US(o.valid_from_at), -9000000000000000) AS from_us,
    COALESCE(EPOCH_US(o.valid_until_at), 9000000000000000) AS until_us
  FROM officers_now AS o
  WHERE
    NOT o.user_id IS NULL
  UNION ALL
  SELECT
    UPPER(TRIM(o.call_sign)) AS norm_id,
    COALESCE(EPOCH_US(o.valid_from_at), -9000000000000000) AS from_us,
    COALESCE(EPOCH_US(o.valid_until_at), 9000000000000000) AS until_us
  FROM officers_now AS o
  WHERE
    NOT o.call_sign IS NULL
) AS a;

-- Ids as written that the roster knows, but not for all time.
-- ids_with_an_end (kept)
SELECT
  u.raw_id,
  u.norm_id
FROM ids_used AS u
JOIN (
  SELECT
    s.norm_id
  FROM service_spans AS s
  GROUP BY
    s.norm_id
  HAVING
    MAX(
      CASE
        WHEN s.from_us = -9000000000000000 AND s.until_us = 9000000000000000
        THEN 1
        ELSE 0
      END
    ) = 0
) AS e
  ON e.norm_id = u.norm_id;

-- Recordings under an id of somebody whom the roster does not have in service at that instant.
-- recordings_out_of_service (kept)
SELECT
  q.recording_id,
  q.raw_id,
  q.norm_id,
  q.device_id,
  q.started_us,
  q.ended_us,
  q.incident_ids,
  q.source_file,
  q.source_row
FROM (
  SELECT
    r.recording_id,
    i.raw_id,
    i.norm_id,
    r.device_id,
    EPOCH_US(r.started_at) AS started_us,
    EPOCH_US(r.ended_at) AS ended_us,
    r.incident_ids,
    r.source_file,
    r.source_row
  FROM recordings_now AS r
  JOIN ids_with_an_end AS i
    ON i.raw_id = r.officer_id
  WHERE
    NOT r.started_at IS NULL
    AND (
      r.trigger_reason IS NULL OR NOT r.trigger_reason = 'after_the_fact'
    )
) AS q
LEFT JOIN service_spans AS s
  ON s.norm_id = q.norm_id AND q.started_us >= s.from_us AND q.started_us < s.until_us
WHERE
  s.norm_id IS NULL;

-- Footage under an id of nobody in service, or under none, by its camera.
-- footage_of_nobody
SELECT
  q.device_id,
  q.started_us,
  q.ended_us
FROM recordings_out_of_service AS q
WHERE
  q.ended_us > q.started_us
  AND q.ended_us - q.started_us <= 604800000000
  AND NOT q.device_id IS NULL
UNION ALL
SELECT
  v.device_id,
  q.started_us,
  q.ended_us
FROM recording_pieces AS q
JOIN devices AS v
  ON v.device_no = q.device_no
WHERE
  q.officer_no IS NULL
  AND NOT q.after_the_fact
  AND q.ended_us > q.started_us
  AND q.ended_us - q.started_us <= 604800000000;

-- Of several rows of device_assignments with one key, the one of the newest import.
-- device_assignments_now
SELECT
  s.device_id,
  s.officer_id,
  s.assigned_at,
  s.returned_at,
  s.kind,
  s.utc_offset,
  s.resolution_us,
  s.doubtful,
  s.source_file,
  s.source_row,
  s.import_id,
  s.import_seq
FROM (
  SELECT
    v.device_id,
    v.officer_id,
    v.assigned_at,
    v.returned_at,
    v.kind,
    v.utc_offset,
    v.resolution_us,
    v.doubtful,
    v.source_file,
    v.source_row,
    v.import_id,
    v.import_seq,
    ROW_NUMBER() OVER (
      PARTITION BY v.device_id, v.officer_id, v.assigned_at
      ORDER BY v.import_seq DESC, v.source_row DESC
    ) AS version_no
  FROM src_device_assignments AS v
) AS s
WHERE
  s.version_no = 1;

-- Who was issued which camera, from when to when.
-- camera_issues (kept)
SELECT
  d.device_id,
  COALESCE(roster_id.officer_no, own_id.officer_no) AS officer_no,
  COALESCE(EPOCH_US(d.assigned_at), -9000000000000000) AS from_us,
  COALESCE(EPOCH_US(d.returned_at), 9000000000000000) AS until_us,
  EPOCH_US(d.assigned_at) AS assigned_us,
  d.source_file,
  d.source_row
FROM device_assignments_now AS d
LEFT JOIN officer_ids AS own_id
  ON own_id.raw_id = d.officer_id
LEFT JOIN officer_spans AS roster_id
  ON roster_id.raw_id = d.officer_id
  AND COALESCE(EPOCH_US(d.assigned_at), EPOCH_US(d.returned_at)) >= roster_id.from_us
  AND COALESCE(EPOCH_US(d.assigned_at), EPOCH_US(d.returned_at)) < roster_id.until_us
WHERE
  NOT COALESCE(roster_id.officer_no, own_id.officer_no) IS NULL;

-- Each of these spans beside the latest end before it.
-- cameras_worn_marks
SELECT
  s.device_id,
  s.officer_no,
  s.from_us,
  s.until_us,
  MAX(s.until_us) OVER (
    PARTITION BY s.device_id, s.officer_no
    ORDER BY s.from_us, s.until_us
    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
  ) AS prior_end
FROM camera_issues AS s
WHERE
  s.from_us < s.until_us;

-- When each officer had which camera.
-- cameras_worn (kept)
SELECT
  q.device_id,
  q.officer_no,
  MIN(q.from_us) AS from_us,
  MAX(q.until_us) AS until_us
FROM (
  SELECT
    m.device_id,
    m.officer_no,
    m.from_us,
    m.until_us,
    SUM(CASE WHEN m.prior_end >= m.from_us THEN 0 ELSE 1 END) OVER (
      PARTITION BY m.device_id, m.officer_no
      ORDER BY m.from_us, m.until_us
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS span_no
  FROM cameras_worn_marks AS m
) AS q
GROUP BY
  q.device_id,
  q.officer_no,
  q.span_no;

-- The same, given to the officers their cameras were issued to, by hour.
-- footage_of_nobody_by_hour (kept)
SELECT
  e.officer_no,
  e.started_us,
  e.ended_us,
  UNNEST(
    RANGE(
      (
        (
          e.started_us
        ) // (
          3600000000
        )
      ),
      (
        (
          (
            e.ended_us
          ) // (
            3600000000
          )
        )
      ) + 1
    )
  ) AS hour_no
FROM (
  SELECT
    s.officer_no,
    q.started_us,
    q.ended_us
  FROM footage_of_nobody AS q
  JOIN (
    SELECT
      l.device_id,
      l.officer_no,
      l.from_us,
      l.until_us,
      UNNEST(
        RANGE(
          (
            (
              l.from_us
            ) // (
              86400000000
            )
          ),
          (
            (
              (
                l.until_us
              ) // (
                86400000000
              )
            )
          ) + 1
        )
      ) AS day_no
    FROM cameras_worn AS l
    WHERE
      l.until_us - l.from_us <= 5529600000000
  ) AS s
    ON s.device_id = q.device_id
    AND s.day_no = (
      (
        q.started_us
      ) // (
        86400000000
      )
    )
  WHERE
    q.started_us >= s.from_us AND q.started_us < s.until_us
  UNION ALL
  SELECT
    s.officer_no,
    q.started_us,
    q.ended_us
  FROM footage_of_nobody AS q
  JOIN (
    SELECT
      l.device_id,
      l.officer_no,
      l.from_us,
      l.until_us
    FROM cameras_worn AS l
    WHERE
      l.until_us - l.from_us > 5529600000000
  ) AS s
    ON s.device_id = q.device_id
  WHERE
    q.started_us >= s.from_us AND q.started_us < s.until_us
) AS e;

-- Rows of unit_responses during which the officer's camera, or footage of the incident, ran under an id of nobody in service.
-- unit_responses_under_other_ids (kept)
SELECT DISTINCT
  s.subject_no
FROM footage_of_nobody_by_hour AS e
JOIN (
  SELECT
    x.subject_no,
    x.officer_no,
    COALESCE(x.arrived_at, x.dispatched_at) AS lo_us,
    x.cleared_at AS hi_us,
    UNNEST(
      RANGE(
        (
          (
            COALESCE(x.arrived_at, x.dispatched_at)
          ) // (
            3600000000
          )
        ),
        (
          (
            (
              x.cleared_at
            ) // (
              3600000000
            )
          )
        ) + 1
      )
    ) AS hour_no
  FROM unit_responses_seen AS x
  JOIN (
    SELECT DISTINCT
      f.officer_no
    FROM footage_of_nobody_by_hour AS f
  ) AS only_these
    ON only_these.officer_no = x.officer_no
  WHERE
    x.cleared_at >= COALESCE(x.arrived_at, x.dispatched_at)
    AND x.cleared_at - COALESCE(x.arrived_at, x.dispatched_at) <= 604800000000
) AS s
  ON s.officer_no = e.officer_no AND s.hour_no = e.hour_no
WHERE
  e.started_us <= s.hi_us AND e.ended_us >= s.lo_us
UNION
SELECT
  x.subject_no
FROM (
  SELECT
    q.started_us,
    q.ended_us,
    UNNEST(q.incident_ids) AS raw_number
  FROM recordings_out_of_service AS q
  WHERE
    q.ended_us > q.started_us AND q.ended_us - q.started_us <= 604800000000
) AS e
JOIN unit_responses_seen AS x
  ON x.number = UPPER(REPLACE(REPLACE(TRIM(e.raw_number), '-', ''), ' ', ''))
WHERE
  e.started_us <= x.cleared_at
  AND e.ended_us >= COALESCE(x.arrived_at, x.dispatched_at);

-- Officers' days with enough responses to say anything about a clock.
-- clock_busy (kept)
SELECT
  q.officer_no,
  q.local_day
FROM (
  SELECT
    x.officer_no,
    (
      (
        x.arrived_at + CASE WHEN x.arrived_at < 1772956800000000 THEN -21600000000 ELSE -18000000000 END
      ) // (
        86400000000
      )
    ) AS local_day
  FROM unit_responses_seen AS x
  WHERE
    NOT x.officer_no IS NULL
    AND NOT x.number IS NULL
    AND NOT x.arrived_at IS NULL
    AND x.cleared_at >= x.arrived_at
) AS q
GROUP BY
  q.officer_no,
  q.local_day
HAVING
  COUNT(*) >= 5;

-- The responses of those days.
-- clock_responses (kept)
SELECT
  q.subject_no,
  q.officer_no,
  q.number,
  q.arrived_us,
  q.cleared_us,
  q.local_day
FROM (
  SELECT
    x.subject_no,
    x.officer_no,
    x.number,
    x.arrived_at AS arrived_us,
    x.cleared_at AS cleared_us,
    (
      (
        x.arrived_at + CASE WHEN x.arrived_at < 1772956800000000 THEN -21600000000 ELSE -18000000000 END
      ) // (
        86400000000
      )
    ) AS local_day
  FROM unit_responses_seen AS x
  WHERE
    NOT x.officer_no IS NULL
    AND NOT x.number IS NULL
    AND NOT x.arrived_at IS NULL
    AND x.cleared_at >= x.arrived_at
) AS q
JOIN clock_busy AS b
  ON b.officer_no = q.officer_no AND b.local_day = q.local_day;

-- Sound footage of a named camera filed under the number of one of them alone.
-- clock_footage
SELECT
  c.subject_no,
  c.officer_no,
  c.local_day,
  c.arrived_us,
  c.cleared_us,
  r.device_id,
  r.officer_id,
  r.source_file,
  EPOCH_US(r.started_at) AS started_us,
  EPOCH_US(r.ended_at) AS ended_us,
  EPOCH_US(r.activated_at) AS activated_us
FROM recordings_now AS r
JOIN clock_responses AS c
  ON c.number = UPPER(REPLACE(REPLACE(TRIM(LIST_EXTRACT(r.incident_ids, 1)), '-', ''), ' ', ''))
WHERE
  LEN(r.incident_ids) = 1
  AND NOT r.device_id IS NULL
  AND r.ended_at > r.started_at
  AND EPOCH_US(r.ended_at) - EPOCH_US(r.started_at) <= 604800000000
  AND (
    r.trigger_reason IS NULL OR NOT r.trigger_reason = 'after_the_fact'
  );

-- Each of them with the officer's own such footage: how far both ends lie from arrival and clear.
-- clock_pairs (kept)
SELECT
  p.officer_no,
  p.device_id,
  p.local_day,
  p.start_us,
  p.end_us,
  p.source_file
FROM (
  SELECT
    q.subject_no,
    q.officer_no,
    q.device_id,
    q.local_day,
    MIN(
      CASE
        WHEN q.activated_us >= q.started_us AND q.activated_us <= q.ended_us
        THEN q.activated_us
        ELSE q.started_us
      END
    ) - q.arrived_us AS start_us,
    MAX(q.ended_us) - q.cleared_us AS end_us,
    MIN(q.source_file) AS source_file
  FROM clock_footage AS q
  LEFT JOIN officer_ids AS own_id
    ON own_id.raw_id = q.officer_id
  LEFT JOIN officer_spans AS roster_id
    ON roster_id.raw_id = q.officer_id
    AND q.started_us >= roster_id.from_us
    AND q.started_us < roster_id.until_us
  WHERE
    q.officer_no = COALESCE(roster_id.officer_no, own_id.officer_no)
  GROUP BY
    q.subject_no,
    q.officer_no,
    q.device_id,
    q.local_day,
    q.arrived_us,
    q.cleared_us
) AS p
WHERE
  ABS(p.start_us) <= 50400000000 AND ABS(p.end_us) <= 50400000000;

-- The median of both ends of each camera's day.
-- clock_medians (kept)
SELECT
  q.officer_no,
  q.device_id,
  q.local_day,
  MAX(q.pairs) AS pairs,
  MAX(
    CASE
      WHEN q.start_no = (
        (
          q.pairs + 1
        ) // (
          2
        )
      )
      THEN q.start_us
    END
  ) AS start_us,
  MAX(
    CASE WHEN q.end_no = (
      (
        q.pairs + 1
      ) // (
        2
      )
    ) THEN q.end_us END
  ) AS end_us,
  MIN(q.source_file) AS source_file
FROM (
  SELECT
    p.officer_no,
    p.device_id,
    p.local_day,
    p.start_us,
    p.end_us,
    p.source_file,
    COUNT(*) OVER (PARTITION BY p.officer_no, p.device_id, p.local_day) AS pairs,
    ROW_NUMBER() OVER (PARTITION BY p.officer_no, p.device_id, p.local_day ORDER BY p.start_us) AS start_no,
    ROW_NUMBER() OVER (PARTITION BY p.officer_no, p.device_id, p.local_day ORDER BY p.end_us) AS end_no
  FROM clock_pairs AS p
) AS q
GROUP BY
  q.officer_no,
  q.device_id,
  q.local_day;

-- The median deviation from that median.
-- clock_spread
SELECT
  q.officer_no,
  q.device_id,
  q.local_day,
  MAX(
    CASE
      WHEN q.place_no = (
        (
          q.pairs + 1
        ) // (
          2
        )
      )
      THEN q.away_us
    END
  ) AS mad_us
FROM (
  SELECT
    p.officer_no,
    p.device_id,
    p.local_day,
    m.pairs,
    ABS(p.start_us - m.start_us) AS away_us,
    ROW_NUMBER() OVER (
      PARTITION BY p.officer_no, p.device_id, p.local_day
      ORDER BY ABS(p.start_us - m.start_us)
    ) AS place_no
  FROM clock_pairs AS p
  JOIN clock_medians AS m
    ON m.officer_no = p.officer_no
    AND m.device_id = p.device_id
    AND m.local_day = p.local_day
) AS q
GROUP BY
  q.officer_no,
  q.device_id,
  q.local_day;

-- The days with enough pairs.
-- clock_enough (kept)
SELECT
  m.officer_no,
  m.device_id,
  m.local_day,
  m.pairs,
  m.start_us,
  m.end_us,
  s.mad_us,
  m.source_file
FROM clock_medians AS m
JOIN clock_spread AS s
  ON s.officer_no = m.officer_no
  AND s.device_id = m.device_id
  AND s.local_day = m.local_day
WHERE
  m.pairs >= 5;

-- The median over the days of each officer and camera.
-- clock_habits (kept)
SELECT
  q.officer_no,
  q.device_id,
  MAX(q.pairs) AS pairs,
  MAX(
    CASE
      WHEN q.start_no = (
        (
          q.pairs + 1
        ) // (
          2
        )
      )
      THEN q.start_us
    END
  ) AS start_us,
  MAX(
    CASE WHEN q.end_no = (
      (
        q.pairs + 1
      ) // (
        2
      )
    ) THEN q.end_us END
  ) AS end_us,
  MIN(q.source_file) AS source_file
FROM (
  SELECT
    p.officer_no,
    p.device_id,
    p.start_us,
    p.end_us,
    p.source_file,
    COUNT(*) OVER (PARTITION BY p.officer_no, p.device_id) AS pairs,
    ROW_NUMBER() OVER (PARTITION BY p.officer_no, p.device_id ORDER BY p.start_us) AS start_no,
    ROW_NUMBER() OVER (PARTITION BY p.officer_no, p.device_id ORDER BY p.end_us) AS end_no
  FROM clock_enough AS p
) AS q
GROUP BY
  q.officer_no,
  q.device_id;

-- The median over all of them.
-- clock_fleet (kept)
SELECT
  MAX(q.pairs) AS pairs,
  MAX(
    CASE
      WHEN q.start_no = (
        (
          q.pairs + 1
        ) // (
          2
        )
      )
      THEN q.start_us
    END
  ) AS start_us,
  MAX(
    CASE WHEN q.end_no = (
      (
        q.pairs + 1
      ) // (
        2
      )
    ) THEN q.end_us END
  ) AS end_us,
  MIN(q.source_file) AS source_file
FROM (
  SELECT
    p.start_us,
    p.end_us,
    p.source_file,
    COUNT(*) OVER () AS pairs,
    ROW_NUMBER() OVER (ORDER BY p.start_us) AS start_no,
    ROW_NUMBER() OVER (ORDER BY p.end_us) AS end_no
  FROM clock_enough AS p
) AS q;

-- Each camera's day beside its other days and the fleet, and whether its clock is displaced.
-- clock_days (kept)
SELECT
  d.officer_no,
  d.device_id,
  d.local_day,
  d.pairs,
  d.start_us,
  d.end_us,
  d.mad_us,
  o.start_us AS own_start_us,
  o.end_us AS own_end_us,
  o.pairs AS own_days,
  f.start_us AS fleet_start_us,
  f.end_us AS fleet_end_us,
  d.source_file,
  CASE
    WHEN o.pairs > 2
    AND ABS(d.start_us) + ABS(d.end_us) > ABS(o.start_us) + ABS(o.end_us)
    AND (
      ABS((
        d.start_us - o.start_us
      )) >= 120000000
      AND ABS((
        d.end_us - o.end_us
      )) >= 120000000
      AND (
        (
          d.start_us - o.start_us
        ) > 0
      ) = (
        (
          d.end_us - o.end_us
        ) > 0
      )
      AND ABS((
        d.start_us - o.start_us
      ) - (
        d.end_us - o.end_us
      )) <= CASE
        WHEN (
          (
            ABS((
              d.start_us - o.start_us
            ))
          ) // (
            4
          )
        ) > 120000000
        THEN (
          (
            ABS((
              d.start_us - o.start_us
            ))
          ) // (
            4
          )
        )
        ELSE 120000000
      END
      AND d.pairs * (
        (
          ABS((
            d.start_us - o.start_us
          ))
        ) // (
          1000000
        )
      ) * (
        (
          ABS((
            d.start_us - o.start_us
          ))
        ) // (
          1000000
        )
      ) >= 31 * (
        (
          d.mad_us
        ) // (
          1000000
        )
      ) * (
        (
          d.mad_us
        ) // (
          1000000
        )
      )
    )
    THEN 'own'
    WHEN (
      ABS(d.start_us) >= 600000000
      AND ABS(d.end_us) >= 600000000
      AND (
        d.start_us > 0
      ) = (
        d.end_us > 0
      )
      AND ABS(d.start_us - d.end_us) <= CASE
        WHEN (
          (
            ABS(d.start_us)
          ) // (
            4
          )
        ) > 120000000
        THEN (
          (
            ABS(d.start_us)
          ) // (
            4
          )
        )
        ELSE 120000000
      END
      AND d.pairs * (
        (
          ABS(d.start_us)
        ) // (
          1000000
        )
      ) * (
        (
          ABS(d.start_us)
        ) // (
          1000000
        )
      ) >= 31 * (
        (
          d.mad_us
        ) // (
          1000000
        )
      ) * (
        (
          d.mad_us
        ) // (
          1000000
        )
      )
    )
    THEN 'dispatch'
    WHEN ABS(d.start_us) + ABS(d.end_us) > ABS(f.start_us) + ABS(f.end_us)
    AND (
      ABS((
        d.start_us - f.start_us
      )) >= 120000000
      AND ABS((
        d.end_us - f.end_us
      )) >= 120000000
      AND (
        (
          d.start_us - f.start_us
        ) > 0
      ) = (
        (
          d.end_us - f.end_us
        ) > 0
      )
      AND ABS((
        d.start_us - f.start_us
      ) - (
        d.end_us - f.end_us
      )) <= CASE
        WHEN (
          (
            ABS((
              d.start_us - f.start_us
            ))
          ) // (
            4
          )
        ) > 120000000
        THEN (
          (
            ABS((
              d.start_us - f.start_us
            ))
          ) // (
            4
          )
        )
        ELSE 120000000
      END
      AND d.pairs * (
        (
          ABS((
            d.start_us - f.start_us
          ))
        ) // (
          1000000
        )
      ) * (
        (
          ABS((
            d.start_us - f.start_us
          ))
        ) // (
          1000000
        )
      ) >= 31 * (
        (
          d.mad_us
        ) // (
          1000000
        )
      ) * (
        (
          d.mad_us
        ) // (
          1000000
        )
      )
    )
    THEN 'fleet'
    ELSE ''
  END AS alarm,
  CASE
    WHEN o.pairs > 2
    AND ABS(d.start_us) + ABS(d.end_us) > ABS(o.start_us) + ABS(o.end_us)
    AND (
      ABS((
        d.start_us - o.start_us
      )) >= 120000000
      AND ABS((
        d.end_us - o.end_us
      )) >= 120000000
      AND (
        (
          d.start_us - o.start_us
        ) > 0
      ) = (
        (
          d.end_us - o.end_us
        ) > 0
      )
      AND ABS((
        d.start_us - o.start_us
      ) - (
        d.end_us - o.end_us
      )) <= CASE
        WHEN (
          (
            ABS((
              d.start_us - o.start_us
            ))
          ) // (
            4
          )
        ) > 120000000
        THEN (
          (
            ABS((
              d.start_us - o.start_us
            ))
          ) // (
            4
          )
        )
        ELSE 120000000
      END
      AND d.pairs * (
        (
          ABS((
            d.start_us - o.start_us
          ))
        ) // (
          1000000
        )
      ) * (
        (
          ABS((
            d.start_us - o.start_us
          ))
        ) // (
          1000000
        )
      ) >= 31 * (
        (
          d.mad_us
        ) // (
          1000000
        )
      ) * (
        (
          d.mad_us
        ) // (
          1000000
        )
      )
    )
    THEN (
      d.start_us - o.start_us
    )
    WHEN (
      ABS(d.start_us) >= 600000000
      AND ABS(d.end_us) >= 600000000
      AND (
        d.start_us > 0
      ) = (
        d.end_us > 0
      )
      AND ABS(d.start_us - d.end_us) <= CASE
        WHEN (
          (
            ABS(d.start_us)
          ) // (
            4
          )
        ) > 120000000
        THEN (
          (
            ABS(d.start_us)
          ) // (
            4
          )
        )
        ELSE 120000000
      END
      AND d.pairs * (
        (
          ABS(d.start_us)
        ) // (
          1000000
        )
      ) * (
        (
          ABS(d.start_us)
        ) // (
          1000000
        )
      ) >= 31 * (
        (
          d.mad_us
        ) // (
          1000000
        )
      ) * (
        (
          d.mad_us
        ) // (
          1000000
        )
      )
    )
    THEN d.start_us
    WHEN ABS(d.start_us) + ABS(d.end_us) > ABS(f.start_us) + ABS(f.end_us)
    AND (
      ABS((
        d.start_us - f.start_us
      )) >= 120000000
      AND ABS((
        d.end_us - f.end_us
      )) >= 120000000
      AND (
        (
          d.start_us - f.start_us
        ) > 0
      ) = (
        (
          d.end_us - f.end_us
        ) > 0
      )
      AND ABS((
        d.start_us - f.start_us
      ) - (
        d.end_us - f.end_us
      )) <= CASE
        WHEN (
          (
            ABS((
              d.start_us - f.start_us
            ))
          ) // (
            4
          )
        ) > 120000000
        THEN (
          (
            ABS((
              d.start_us - f.start_us
            ))
          ) // (
            4
          )
        )
        ELSE 120000000
      END
      AND d.pairs * (
        (
          ABS((
            d.start_us - f.start_us
          ))
        ) // (
          1000000
        )
      ) * (
        (
          ABS((
            d.start_us - f.start_us
          ))
        ) // (
          1000000
        )
      ) >= 31 * (
        (
          d.mad_us
        ) // (
          1000000
        )
      ) * (
        (
          d.mad_us
        ) // (
          1000000
        )
      )
    )
    THEN (
      d.start_us - f.start_us
    )
  END AS shift_us
FROM clock_enough AS d
JOIN clock_habits AS o
  ON o.officer_no = d.officer_no AND o.device_id = d.device_id
CROSS JOIN clock_fleet AS f;

-- Days on which an officer's camera had a clock that its own days or dispatch contradict.
-- clock_suspects (kept)
SELECT DISTINCT
  d.officer_no,
  d.local_day
FROM clock_days AS d
WHERE
  d.alarm IN ('own', 'dispatch');

-- The same rows, with what a second look at ids and clocks says against an accusation.
-- r_each_kind_covered_doubted
SELECT
  o.subject_no,
  o.officer_no,
  o.unit_id,
  o.district,
  o.call_type,
  o.row_us,
  o.state,
  o.settled,
  o.from_us,
  o.until_us,
  o.verdict,
  o.reason,
  o.measured,
  o.allowed,
  CASE
    WHEN o.verdict = 'violation'
    AND o.reason IN ('no_recording', 'outside_window')
    AND NOT other.subject_no IS NULL
    THEN 'camera_under_another_id'
    WHEN o.verdict = 'violation'
    AND o.reason IN (
      'no_recording',
      'outside_window',
      'late_start',
      'early_stop',
      'recorded',
      'stopped_late',
      'restarted'
    )
    AND NOT clock.officer_no IS NULL
    THEN 'clock_suspect'
  END AS doubt
FROM r_each_kind_covered AS o
LEFT JOIN unit_responses_under_other_ids AS other
  ON other.subject_no = o.subject_no
LEFT JOIN clock_suspects AS clock
  ON clock.officer_no = o.officer_no
  AND clock.local_day = (
    (
      o.row_us + CASE WHEN o.row_us < 1772956800000000 THEN -21600000000 ELSE -18000000000 END
    ) // (
      86400000000
    )
  );

-- The same rows; an accusation in doubt is undetermined.
-- r_each_kind_covered_looked
SELECT
  d.subject_no,
  d.officer_no,
  d.unit_id,
  d.district,
  d.call_type,
  d.row_us,
  d.state,
  d.settled,
  d.from_us,
  d.until_us,
  CASE WHEN d.doubt IS NULL THEN d.verdict ELSE 'undetermined' END AS verdict,
  COALESCE(d.doubt, d.reason) AS reason,
  CASE WHEN d.doubt IS NULL THEN d.measured END AS measured,
  CASE WHEN d.doubt IS NULL THEN d.allowed END AS allowed
FROM r_each_kind_covered_doubted AS d;

-- What becomes of each row under not-in-schools, and the first test that decides those it binds.
-- r_each_kind_not_in_schools_judged
SELECT
  q.subject_no,
  q.officer_no,
  q.unit_id,
  q.district,
  q.call_type,
  q.row_us,
  q.state,
  q.reason,
  q.reason = '' AS settled,
  q.unsure,
  q.open_end,
  q.begin_us,
  q.end_us,
  CASE q.reason WHEN 'recorded' THEN q.m_recorded END AS measured,
  CASE q.reason WHEN 'recorded' THEN q.a_recorded END AS allowed
FROM (
  SELECT
    x.subject_no,
    x.officer_no,
    x.unit_id,
    x.district,
    x.call_type,
    x.row_us,
    CASE
      WHEN (
        x.call_type = 'TEST'
      )
      THEN 'test'
      WHEN NOT COALESCE(
        CASE
          WHEN x.location_type IN ('school_elementary_secondary')
          THEN TRUE
          WHEN x.location_type IN ('other_unknown', 'school_college')
          THEN NULL
          WHEN NOT x.location_type IS NULL
          THEN FALSE
          WHEN x.location_types IS NULL
          THEN NULL
          WHEN COALESCE(LIST_HAS_ALL(['school_elementary_secondary'], x.location_types), FALSE)
          THEN TRUE
          WHEN COALESCE(
            LIST_HAS_ANY(
              x.location_types,
              ['other_unknown', 'school_college', 'school_elementary_secondary']
            ),
            FALSE
          )
          THEN NULL
          ELSE FALSE
        END,
        TRUE
      )
      THEN 'not bound'
      ELSE 'bound'
    END AS state,
    CASE
      WHEN (
        CASE
          WHEN x.location_type IN ('school_elementary_secondary')
          THEN TRUE
          WHEN x.location_type IN ('other_unknown', 'school_college')
          THEN NULL
          WHEN NOT x.location_type IS NULL
          THEN FALSE
          WHEN x.location_types IS NULL
          THEN NULL
          WHEN COALESCE(LIST_HAS_ALL(['school_elementary_secondary'], x.location_types), FALSE)
          THEN TRUE
          WHEN COALESCE(
            LIST_HAS_ANY(
              x.location_types,
              ['other_unknown', 'school_college', 'school_elementary_secondary']
            ),
            FALSE
          )
          THEN NULL
          ELSE FALSE
        END
      ) IS NULL
      THEN 'when_unknown'
      WHEN x.officer_no IS NULL
      THEN 'officer_unknown'
      WHEN x.from_us IS NULL OR x.until_us IS NULL
      THEN 'window_unknown'
      WHEN x.until_us < x.from_us
      THEN 'clock_contradiction'
      WHEN x.until_us - x.from_us > 604800000000
      THEN 'window_unknown'
      WHEN x.covered_us - (
        x."overlaps" * x.footage_slack_us + CASE
          WHEN x.from_slack_us > x.until_slack_us
          THEN x.from_slack_us
          ELSE x.until_slack_us
        END
      ) > 30000000
      THEN 'recorded'
      WHEN x.open_end = 1
      THEN 'end_unknown'
      WHEN (
        x."overlaps" > 0
        AND (
          x."overlaps" * x.footage_slack_us + CASE
            WHEN x.from_slack_us > x.until_slack_us
            THEN x.from_slack_us
            ELSE x.until_slack_us
          END
        ) > 0
        AND x.covered_us + (
          x."overlaps" * x.footage_slack_us + CASE
            WHEN x.from_slack_us > x.until_slack_us
            THEN x.from_slack_us
            ELSE x.until_slack_us
          END
        ) > 30000000
      )
      OR (
        x."overlaps" = 0 AND x.may_overlap = 1
      )
      THEN 'too_coarse'
      WHEN NOT (
        x.from_us >= 1767225600000000 AND x.until_us <= 1775001600000000
      )
      THEN 'outside_horizon'
      ELSE ''
    END AS reason,
    0 AS unsure,
    0 AS open_end,
    x.from_us AS begin_us,
    x.until_us AS end_us,
    x.covered_us AS m_recorded,
    30000000 AS a_recorded
  FROM coverage_unit_responses_arrived_to_cleared AS x
) AS q;

-- The reason of each obligation under not-in-schools, once open recordings, grace and exemptions are weighed.
-- r_each_kind_not_in_schools_concluded
SELECT
  j.subject_no,
  j.officer_no,
  j.unit_id,
  j.district,
  j.call_type,
  j.row_us,
  j.state,
  j.settled,
  j.begin_us,
  j.end_us,
  j.measured,
  j.allowed,
  CASE
    WHEN j.reason = '' OR j.reason IN ('exempt', 'when_unknown', 'officer_unknown')
    THEN j.reason
    WHEN j.open_end = 1
    THEN 'end_unknown'
    WHEN j.unsure = 1 AND CASE j.reason WHEN 'recorded' THEN TRUE ELSE FALSE END
    THEN 'exemption_unknown'
    ELSE j.reason
  END AS reason
FROM r_each_kind_not_in_schools_judged AS j;

-- One row for each row not-in-schools looks at: its state; where bound, verdict, reason, measure and limit (us).
-- r_each_kind_not_in_schools
SELECT
  c.subject_no,
  c.officer_no,
  c.unit_id,
  c.district,
  c.call_type,
  c.row_us,
  c.state,
  c.settled,
  CASE
    WHEN NOT c.state = 'bound'
    THEN NULL
    WHEN c.reason = ''
    THEN 'compliant'
    WHEN c.reason = 'when_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'exempt'
    THEN 'exempt'
    WHEN c.reason = 'officer_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'window_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'clock_contradiction'
    THEN 'undetermined'
    WHEN c.reason = 'exemption_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'upload_grace_open'
    THEN 'pending'
    WHEN c.reason = 'recorded'
    THEN 'violation'
    WHEN c.reason = 'too_coarse'
    THEN 'undetermined'
    WHEN c.reason = 'outside_horizon'
    THEN 'undetermined'
    WHEN c.reason = 'end_unknown'
    THEN 'undetermined'
  END AS verdict,
  c.reason,
  CASE
    WHEN CASE c.reason
      WHEN ''
      THEN FALSE
      WHEN 'end_unknown'
      THEN TRUE
      WHEN 'outside_horizon'
      THEN TRUE
      WHEN 'recorded'
      THEN TRUE
      WHEN 'too_coarse'
      THEN TRUE
      ELSE FALSE
    END
    THEN c.measured
  END AS measured,
  CASE
    WHEN CASE c.reason
      WHEN ''
      THEN FALSE
      WHEN 'end_unknown'
      THEN TRUE
      WHEN 'outside_horizon'
      THEN TRUE
      WHEN 'recorded'
      THEN TRUE
      WHEN 'too_coarse'
      THEN TRUE
      ELSE FALSE
    END
    THEN c.allowed
  END AS allowed,
  c.begin_us AS from_us,
  c.end_us AS until_us
FROM r_each_kind_not_in_schools_concluded AS c;

-- The same rows, with what a second look at ids and clocks says against an accusation.
-- r_each_kind_not_in_schools_doubted
SELECT
  o.subject_no,
  o.officer_no,
  o.unit_id,
  o.district,
  o.call_type,
  o.row_us,
  o.state,
  o.settled,
  o.from_us,
  o.until_us,
  o.verdict,
  o.reason,
  o.measured,
  o.allowed,
  CASE
    WHEN o.verdict = 'violation'
    AND o.reason IN (
      'no_recording',
      'outside_window',
      'late_start',
      'early_stop',
      'recorded',
      'stopped_late',
      'restarted'
    )
    AND NOT clock.officer_no IS NULL
    THEN 'clock_suspect'
  END AS doubt
FROM r_each_kind_not_in_schools AS o
LEFT JOIN clock_suspects AS clock
  ON clock.officer_no = o.officer_no
  AND clock.local_day = (
    (
      o.row_us + CASE WHEN o.row_us < 1772956800000000 THEN -21600000000 ELSE -18000000000 END
    ) // (
      86400000000
    )
  );

-- The same rows; an accusation in doubt is undetermined.
-- r_each_kind_not_in_schools_looked
SELECT
  d.subject_no,
  d.officer_no,
  d.unit_id,
  d.district,
  d.call_type,
  d.row_us,
  d.state,
  d.settled,
  d.from_us,
  d.until_us,
  CASE WHEN d.doubt IS NULL THEN d.verdict ELSE 'undetermined' END AS verdict,
  COALESCE(d.doubt, d.reason) AS reason,
  CASE WHEN d.doubt IS NULL THEN d.measured END AS measured,
  CASE WHEN d.doubt IS NULL THEN d.allowed END AS allowed
FROM r_each_kind_not_in_schools_doubted AS d;

-- The requests: facts that start the clock.
-- r_each_kind_stops_on_request_requests_asked
SELECT
  x.fact_no,
  x.number,
  x.incident_id,
  x.recording_id,
  x.fact_id,
  x.officer_no,
  x.officer_raw,
  x."at" AS trigger_us,
  x.slack_us,
  x.level,
  x.recorded_by,
  x.detail,
  x.standing,
  x.fact,
  x.at_us,
  x.until_us,
  x.source_file,
  x.source_row
FROM (
  SELECT
    f.fact_no,
    f.number,
    f.incident_id,
    f.recording_id,
    f.fact_id,
    f.officer_no,
    f.officer_raw,
    person.officer_id,
    CASE WHEN f.at_doubtful THEN NULL ELSE f.at_us END AS "at",
    f.slack_us,
    f.level,
    f.recorded_by,
    f.detail,
    f.standing,
    f.fact,
    f.at_us,
    f.until_us,
    f.until_us AS until_at,
    f.source_file,
    f.source_row
  FROM facts_seen AS f
  LEFT JOIN people AS person
    ON person.officer_no = f.officer_no
) AS x
WHERE
  (
    x.fact = 'resident_asked_off'
  );

-- The recordings that facts name by their id, with their officers.
-- recordings_of_facts (kept)
SELECT
  r.recording_id,
  r.import_seq * 68719476736 + r.source_row AS recording_no,
  COALESCE(roster_id.officer_no, own_id.officer_no) AS officer_no
FROM (
  SELECT DISTINCT
    g.recording_id
  FROM facts_seen AS g
  WHERE
    NOT g.recording_id IS NULL
) AS f
JOIN recordings_now AS r
  ON r.recording_id = f.recording_id
LEFT JOIN officer_ids AS own_id
  ON own_id.raw_id = r.officer_id
LEFT JOIN officer_spans AS roster_id
  ON roster_id.raw_id = r.officer_id
  AND COALESCE(EPOCH_US(r.started_at), EPOCH_US(r.ended_at)) >= roster_id.from_us
  AND COALESCE(EPOCH_US(r.started_at), EPOCH_US(r.ended_at)) < roster_id.until_us;

-- The officer of each recording that a fact names.
-- officers_of_facts
SELECT DISTINCT
  p.recording_id,
  p.officer_no
FROM recordings_of_facts AS p
WHERE
  NOT p.officer_no IS NULL;

-- Each request with the officers it concerns.
-- r_each_kind_stops_on_request_requests_people
SELECT
  f.fact_no,
  f.officer_no
FROM r_each_kind_stops_on_request_requests_asked AS f
WHERE
  NOT f.officer_raw IS NULL
UNION
SELECT
  f.fact_no,
  p.officer_no
FROM r_each_kind_stops_on_request_requests_asked AS f
JOIN officers_of_facts AS p
  ON p.recording_id = f.recording_id
WHERE
  f.officer_raw IS NULL
UNION
SELECT
  f.fact_no,
  u.officer_no
FROM r_each_kind_stops_on_request_requests_asked AS f
JOIN unit_responses_seen AS u
  ON u.number = f.number
LEFT JOIN officers_of_facts AS p
  ON p.recording_id = f.recording_id
WHERE
  f.officer_raw IS NULL AND p.recording_id IS NULL AND NOT u.officer_no IS NULL;

-- One subject for each request and officer, numbered.
-- r_each_kind_stops_on_request_requests_seen (kept)
SELECT
  ROW_NUMBER() OVER (ORDER BY f.fact_no, p.officer_no) AS subject_no,
  f.fact_no,
  p.officer_no,
  f.number,
  f.incident_id,
  f.recording_id,
  f.fact_id,
  f.trigger_us,
  f.slack_us,
  COALESCE(f.trigger_us, f.until_us) AS row_us,
  f.fact,
  f.level,
  f.recorded_by,
  f.detail,
  f.standing,
  f.at_us,
  f.until_us,
  f.source_file,
  f.source_row
FROM r_each_kind_stops_on_request_requests_asked AS f
LEFT JOIN r_each_kind_stops_on_request_requests_people AS p
  ON p.fact_no = f.fact_no;

-- Of the officer's responses to the incident, the one that counts for the request.
-- r_each_kind_stops_on_request_requests_response
SELECT
  q.subject_no,
  q.response_no,
  q.unit_id,
  q.role,
  q.dispatched_at,
  q.enroute_at,
  q.arrived_at,
  q.cleared_at
FROM (
  SELECT
    x.subject_no,
    u.subject_no AS response_no,
    u.unit_id,
    u.role,
    u.dispatched_at,
    u.enroute_at,
    u.arrived_at,
    u.cleared_at,
    ROW_NUMBER() OVER (
      PARTITION BY x.subject_no
      ORDER BY CASE
        WHEN COALESCE(u.arrived_at, u.dispatched_at) <= x.trigger_us
        THEN 0
        WHEN COALESCE(u.arrived_at, u.dispatched_at) IS NULL
        THEN 2
        ELSE 1
      END, CASE
        WHEN COALESCE(u.arrived_at, u.dispatched_at) <= x.trigger_us
        THEN 0 - COALESCE(u.arrived_at, u.dispatched_at)
        ELSE COALESCE(COALESCE(u.arrived_at, u.dispatched_at), 0)
      END, u.source_row, u.subject_no
    ) AS choice_no
  FROM r_each_kind_stops_on_request_requests_seen AS x
  JOIN unit_responses_seen AS u
    ON u.number = x.number AND u.officer_no = x.officer_no
) AS q
WHERE
  q.choice_no = 1;

-- The requests with the columns that rules name.
-- r_each_kind_stops_on_request_requests_rows (kept)
SELECT
  x.subject_no,
  x.fact_no,
  x.officer_no,
  x.number,
  x.incident_id,
  x.recording_id,
  x.fact_id,
  x.trigger_us,
  x.slack_us,
  x.row_us,
  x.fact,
  x.level,
  x.recorded_by,
  x.detail,
  x.standing,
  x.at_us AS "at",
  x.until_us AS until_at,
  x.source_file,
  x.source_row,
  r.unit_id,
  r.role,
  r.response_no,
  CAST(NULL AS TEXT[]) AS doubtful,
  r.dispatched_at,
  r.enroute_at,
  r.arrived_at,
  r.cleared_at,
  i.call_type,
  i.district
FROM r_each_kind_stops_on_request_requests_seen AS x
LEFT JOIN r_each_kind_stops_on_request_requests_response AS r
  ON r.subject_no = x.subject_no
LEFT JOIN incidents_seen AS i
  ON i.number = x.number;

-- Which facts are tied to which request: by incident, by recording, or by the officer's time at the scene.
-- r_each_kind_stops_on_request_requests_ties (kept)
SELECT
  x.subject_no,
  f.fact_no
FROM r_each_kind_stops_on_request_requests_seen AS x
JOIN facts_seen AS f
  ON f.number = x.number
WHERE
  f.officer_raw IS NULL OR f.officer_no = x.officer_no
UNION
SELECT
  x.subject_no,
  f.fact_no
FROM r_each_kind_stops_on_request_requests_seen AS x
JOIN facts_seen AS f
  ON f.recording_id = x.recording_id
WHERE
  f.officer_raw IS NULL OR f.officer_no = x.officer_no
UNION
SELECT
  x.subject_no,
  f.fact_no
FROM (
  SELECT
    g.fact_no,
    g.officer_no,
    g.at_us,
    g.until_us,
    UNNEST(
      RANGE(
        (
          (
            g.at_us - 86400000000
          ) // (
            86400000000
          )
        ),
        (
          (
            (
              g.until_us
            ) // (
              86400000000
            )
          )
        ) + 1
      )
    ) AS day_no
  FROM (
    SELECT
      k.fact_no,
      k.officer_no,
      k.at_us,
      k.until_us
    FROM facts_seen AS k
    WHERE
      k.number IS NULL AND k.recording_id IS NULL AND NOT k.officer_no IS NULL
  ) AS g
  WHERE
    g.until_us >= g.at_us AND g.until_us - g.at_us <= 5529600000000
) AS f
JOIN (
  SELECT
    y.subject_no,
    y.officer_no,
    COALESCE(r.arrived_at, r.dispatched_at) AS begin_us,
    r.cleared_at AS end_us
  FROM r_each_kind_stops_on_request_requests_seen AS y
  JOIN r_each_kind_stops_on_request_requests_response AS r
    ON r.subject_no = y.subject_no
) AS x
  ON x.officer_no = f.officer_no
  AND f.day_no = (
    (
      x.begin_us
    ) // (
      86400000000
    )
  )
WHERE
  COALESCE(f.at_us, -9000000000000000) <= x.end_us
  AND COALESCE(f.until_us, 9000000000000000) >= x.begin_us
  AND x.end_us >= x.begin_us
  AND x.end_us - x.begin_us <= 86400000000
UNION
SELECT
  x.subject_no,
  f.fact_no
FROM (
  SELECT
    g.fact_no,
    g.officer_no,
    g.at_us,
    g.until_us
  FROM (
    SELECT
      k.fact_no,
      k.officer_no,
      k.at_us,
      k.until_us
    FROM facts_seen AS k
    WHERE
      k.number IS NULL AND k.recording_id IS NULL AND NOT k.officer_no IS NULL
  ) AS g
  WHERE
    NOT COALESCE(g.until_us >= g.at_us AND g.until_us - g.at_us <= 5529600000000, FALSE)
) AS f
JOIN (
  SELECT
    y.subject_no,
    y.officer_no,
    COALESCE(r.arrived_at, r.dispatched_at) AS begin_us,
    r.cleared_at AS end_us
  FROM r_each_kind_stops_on_request_requests_seen AS y
  JOIN r_each_kind_stops_on_request_requests_response AS r
    ON r.subject_no = y.subject_no
) AS x
  ON x.officer_no = f.officer_no
WHERE
  COALESCE(f.at_us, -9000000000000000) <= x.end_us
  AND COALESCE(f.until_us, 9000000000000000) >= x.begin_us
UNION
SELECT
  x.subject_no,
  f.fact_no
FROM (
  SELECT
    g.fact_no,
    g.officer_no,
    g.at_us,
    g.until_us
  FROM (
    SELECT
      k.fact_no,
      k.officer_no,
      k.at_us,
      k.until_us
    FROM facts_seen AS k
    WHERE
      k.number IS NULL AND k.recording_id IS NULL AND NOT k.officer_no IS NULL
  ) AS g
  WHERE
    g.until_us >= g.at_us AND g.until_us - g.at_us <= 5529600000000
) AS f
JOIN (
  SELECT
    y.subject_no,
    y.officer_no,
    COALESCE(r.arrived_at, r.dispatched_at) AS begin_us,
    r.cleared_at AS end_us
  FROM r_each_kind_stops_on_request_requests_seen AS y
  JOIN r_each_kind_stops_on_request_requests_response AS r
    ON r.subject_no = y.subject_no
) AS x
  ON x.officer_no = f.officer_no
WHERE
  COALESCE(f.at_us, -9000000000000000) <= x.end_us
  AND COALESCE(f.until_us, 9000000000000000) >= x.begin_us
  AND NOT (
    x.end_us >= x.begin_us AND x.end_us - x.begin_us <= 86400000000
  );

-- From each request to the moment until which recording must stay off (or a day, where that is unknown), by hour.
-- r_each_kind_stops_on_request_requests_spans (kept)
SELECT
  q.subject_no,
  q.officer_no,
  q.trigger_us,
  q.until_us,
  q.reach_us,
  (
    (
      q.trigger_us
    ) // (
      3600000000
    )
  ) AS first_hour,
  UNNEST(
    RANGE(
      (
        (
          q.trigger_us
        ) // (
          3600000000
        )
      ),
      (
        (
          (
            q.reach_us
          ) // (
            3600000000
          )
        )
      ) + 1
    )
  ) AS hour_no
FROM (
  SELECT
    g.subject_no,
    g.officer_no,
    g.trigger_us,
    g.until_us,
    CASE
      WHEN g.until_us >= g.trigger_us AND g.until_us - g.trigger_us <= 7 * 86400000000
      THEN g.until_us
      WHEN g.until_us >= g.trigger_us
      THEN g.trigger_us + 7 * 86400000000
      ELSE g.trigger_us + 86400000000 + 1
    END AS reach_us
  FROM (
    SELECT
      x.subject_no,
      x.officer_no,
      x.trigger_us,
      COALESCE(off.at_us, x.cleared_at) AS until_us
    FROM r_each_kind_stops_on_request_requests_rows AS x
    LEFT JOIN (
      SELECT
        l.subject_no,
        MIN(f.at_us) AS at_us
      FROM r_each_kind_stops_on_request_requests_ties AS l
      JOIN facts_seen AS f
        ON f.fact_no = l.fact_no
      WHERE
        f.fact IN ('left_residence') AND NOT f.at_us IS NULL
      GROUP BY
        l.subject_no
    ) AS off
      ON off.subject_no = x.subject_no
  ) AS g
  WHERE
    NOT g.trigger_us IS NULL AND NOT g.officer_no IS NULL
) AS q;

-- What footage covers each request, and the first recording that starts after it.
-- r_each_kind_stops_on_request_requests_footage (kept)
SELECT
  u.subject_no,
  MAX(u.until_us) AS until_us,
  MAX(u.covering_end) AS covering_end,
  MAX(u.open_end) AS open_end,
  MIN(u.restart_us) AS restart_us
FROM (
  SELECT
    h.subject_no,
    h.until_us,
    CASE WHEN s.start_us <= h.trigger_us AND s.end_us > h.trigger_us THEN s.end_us END AS covering_end,
    0 AS open_end,
    CASE WHEN s.start_us > h.trigger_us AND s.start_us < h.reach_us THEN s.start_us END AS restart_us
  FROM r_each_kind_stops_on_request_requests_spans AS h
  LEFT JOIN stretch_hours AS s
    ON s.officer_no = h.officer_no AND s.hour_no = h.hour_no
  UNION ALL
  SELECT
    h.subject_no,
    h.until_us,
    NULL,
    CASE WHEN o.lo_us <= h.trigger_us AND o.hi_us >= h.trigger_us THEN 1 ELSE 0 END,
    CASE WHEN o.lo_us > h.trigger_us AND o.lo_us < h.reach_us THEN o.lo_us END
  FROM r_each_kind_stops_on_request_requests_spans AS h
  JOIN open_hours AS o
    ON o.officer_no = h.officer_no AND o.hour_no = h.hour_no
) AS u
GROUP BY
  u.subject_no;

-- What becomes of each row under stops-on-request, and the first test that decides those it binds.
-- r_each_kind_stops_on_request_judged
SELECT
  q.subject_no,
  q.officer_no,
  q.unit_id,
  q.district,
  q.call_type,
  q.row_us,
  q.state,
  q.reason,
  q.reason = '' AS settled,
  q.unsure,
  q.open_end,
  q.begin_us,
  q.end_us,
  CASE q.reason
    WHEN 'stopped_late'
    THEN q.m_stopped_late
    WHEN 'restarted'
    THEN q.m_restarted
  END AS measured,
  CASE q.reason WHEN 'stopped_late' THEN q.a_stopped_late END AS allowed
FROM (
  SELECT
    x.subject_no,
    x.officer_no,
    x.unit_id,
    x.district,
    x.call_type,
    x.row_us,
    'bound' AS state,
    CASE
      WHEN x.officer_no IS NULL
      THEN 'officer_unknown'
      WHEN x.trigger_us IS NULL
      THEN 'window_unknown'
      WHEN x.trigger_us < 1767225600000000 OR x.trigger_us > 1775001600000000
      THEN 'outside_horizon'
      WHEN g.covering_end - x.trigger_us - x.slack_us > 30000000
      THEN 'stopped_late'
      WHEN g.open_end = 1
      THEN 'end_unknown'
      WHEN g.until_us >= x.trigger_us
      AND g.restart_us > x.trigger_us + x.slack_us
      AND g.restart_us < g.until_us
      THEN 'restarted'
      WHEN x.slack_us > 0 AND g.covering_end - x.trigger_us > 30000000
      THEN 'too_coarse'
      WHEN g.until_us >= x.trigger_us AND g.restart_us < g.until_us
      THEN 'too_coarse'
      WHEN NOT COALESCE(g.until_us >= x.trigger_us, FALSE) AND NOT g.restart_us IS NULL
      THEN 'window_unknown'
      WHEN g.until_us >= x.trigger_us AND g.until_us > 1775001600000000
      THEN 'outside_horizon'
      ELSE ''
    END AS reason,
    0 AS unsure,
    0 AS open_end,
    x.trigger_us AS begin_us,
    (
      x.trigger_us + 30000000
    ) AS end_us,
    g.covering_end - x.trigger_us AS m_stopped_late,
    g.restart_us - x.trigger_us AS m_restarted,
    30000000 AS a_stopped_late
  FROM r_each_kind_stops_on_request_requests_rows AS x
  LEFT JOIN r_each_kind_stops_on_request_requests_footage AS g
    ON g.subject_no = x.subject_no
) AS q;

-- The reason of each obligation under stops-on-request, once open recordings, grace and exemptions are weighed.
-- r_each_kind_stops_on_request_concluded
SELECT
  j.subject_no,
  j.officer_no,
  j.unit_id,
  j.district,
  j.call_type,
  j.row_us,
  j.state,
  j.settled,
  j.begin_us,
  j.end_us,
  j.measured,
  j.allowed,
  CASE
    WHEN j.reason = '' OR j.reason IN ('exempt', 'when_unknown', 'officer_unknown')
    THEN j.reason
    WHEN j.open_end = 1
    THEN 'end_unknown'
    WHEN j.unsure = 1
    AND CASE j.reason WHEN 'restarted' THEN TRUE WHEN 'stopped_late' THEN TRUE ELSE FALSE END
    THEN 'exemption_unknown'
    ELSE j.reason
  END AS reason
FROM r_each_kind_stops_on_request_judged AS j;

-- One row for each row stops-on-request looks at: its state; where bound, verdict, reason, measure and limit (us).
-- r_each_kind_stops_on_request
SELECT
  c.subject_no,
  c.officer_no,
  c.unit_id,
  c.district,
  c.call_type,
  c.row_us,
  c.state,
  c.settled,
  CASE
    WHEN NOT c.state = 'bound'
    THEN NULL
    WHEN c.reason = ''
    THEN 'compliant'
    WHEN c.reason = 'when_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'exempt'
    THEN 'exempt'
    WHEN c.reason = 'officer_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'window_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'clock_contradiction'
    THEN 'undetermined'
    WHEN c.reason = 'exemption_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'upload_grace_open'
    THEN 'pending'
    WHEN c.reason = 'stopped_late'
    THEN 'violation'
    WHEN c.reason = 'restarted'
    THEN 'violation'
    WHEN c.reason = 'too_coarse'
    THEN 'undetermined'
    WHEN c.reason = 'outside_horizon'
    THEN 'undetermined'
    WHEN c.reason = 'end_unknown'
    THEN 'undetermined'
  END AS verdict,
  c.reason,
  CASE
    WHEN CASE c.reason
      WHEN ''
      THEN FALSE
      WHEN 'end_unknown'
      THEN TRUE
      WHEN 'outside_horizon'
      THEN TRUE
      WHEN 'restarted'
      THEN TRUE
      WHEN 'stopped_late'
      THEN TRUE
      WHEN 'too_coarse'
      THEN TRUE
      ELSE FALSE
    END
    THEN c.measured
  END AS measured,
  CASE
    WHEN CASE c.reason
      WHEN ''
      THEN FALSE
      WHEN 'end_unknown'
      THEN TRUE
      WHEN 'outside_horizon'
      THEN TRUE
      WHEN 'restarted'
      THEN TRUE
      WHEN 'stopped_late'
      THEN TRUE
      WHEN 'too_coarse'
      THEN TRUE
      ELSE FALSE
    END
    THEN c.allowed
  END AS allowed,
  c.begin_us AS from_us,
  c.end_us AS until_us
FROM r_each_kind_stops_on_request_concluded AS c;

-- The same rows, with what a second look at ids and clocks says against an accusation.
-- r_each_kind_stops_on_request_doubted
SELECT
  o.subject_no,
  o.officer_no,
  o.unit_id,
  o.district,
  o.call_type,
  o.row_us,
  o.state,
  o.settled,
  o.from_us,
  o.until_us,
  o.verdict,
  o.reason,
  o.measured,
  o.allowed,
  CASE
    WHEN o.verdict = 'violation'
    AND o.reason IN (
      'no_recording',
      'outside_window',
      'late_start',
      'early_stop',
      'recorded',
      'stopped_late',
      'restarted'
    )
    AND NOT clock.officer_no IS NULL
    THEN 'clock_suspect'
  END AS doubt
FROM r_each_kind_stops_on_request AS o
LEFT JOIN clock_suspects AS clock
  ON clock.officer_no = o.officer_no
  AND clock.local_day = (
    (
      o.row_us + CASE WHEN o.row_us < 1772956800000000 THEN -21600000000 ELSE -18000000000 END
    ) // (
      86400000000
    )
  );

-- The same rows; an accusation in doubt is undetermined.
-- r_each_kind_stops_on_request_looked
SELECT
  d.subject_no,
  d.officer_no,
  d.unit_id,
  d.district,
  d.call_type,
  d.row_us,
  d.state,
  d.settled,
  d.from_us,
  d.until_us,
  CASE WHEN d.doubt IS NULL THEN d.verdict ELSE 'undetermined' END AS verdict,
  COALESCE(d.doubt, d.reason) AS reason,
  CASE WHEN d.doubt IS NULL THEN d.measured END AS measured,
  CASE WHEN d.doubt IS NULL THEN d.allowed END AS allowed
FROM r_each_kind_stops_on_request_doubted AS d;

-- Which fact names which recording by its id.
-- recordings_named_by_facts (kept)
SELECT
  x.recording_no AS subject_no,
  f.fact_no,
  f.number
FROM facts_seen AS f
JOIN recordings_of_facts AS x
  ON x.recording_id = f.recording_id
WHERE
  (
    f.officer_raw IS NULL OR f.officer_no = x.officer_no
  );

-- Which fact is tied to which recording by its id, unless the recording is filed under the number of the fact too.
-- recordings_linked_by_id (kept)
SELECT
  x.subject_no,
  x.fact_no
FROM recordings_named_by_facts AS x
LEFT JOIN numbers_of_recordings AS n
  ON n.recording_no = x.subject_no AND n.number = x.number
WHERE
  n.recording_no IS NULL;

-- Which fact is tied to which recording by a number it is filed under.
-- recordings_linked_by_number (kept)
SELECT
  x.recording_no AS subject_no,
  f.fact_no
FROM facts_seen AS f
JOIN numbers_of_recordings AS x
  ON x.number = f.number
WHERE
  (
    f.officer_raw IS NULL OR f.officer_no = x.officer_no
  );

-- Which fact is tied to which recording by officer and time, where the fact names neither.
-- recordings_linked_by_time (kept)
SELECT
  x.recording_no AS subject_no,
  f.fact_no
FROM (
  SELECT
    g.fact_no,
    g.officer_no,
    g.at_us,
    g.until_us,
    UNNEST(
      RANGE(
        (
          (
            g.at_us - 86400000000
          ) // (
            86400000000
          )
        ),
        (
          (
            (
              g.until_us
            ) // (
              86400000000
            )
          )
        ) + 1
      )
    ) AS day_no
  FROM (
    SELECT
      k.fact_no,
      k.officer_no,
      k.at_us,
      k.until_us
    FROM facts_seen AS k
    WHERE
      k.number IS NULL AND k.recording_id IS NULL AND NOT k.officer_no IS NULL
  ) AS g
  WHERE
    g.until_us >= g.at_us AND g.until_us - g.at_us <= 5529600000000
) AS f
JOIN recording_pieces AS x
  ON x.officer_no = f.officer_no
  AND f.day_no = (
    (
      x.started_us
    ) // (
      86400000000
    )
  )
WHERE
  COALESCE(f.at_us, -9000000000000000) <= x.ended_us
  AND COALESCE(f.until_us, 9000000000000000) >= x.started_us
  AND x.ended_us >= x.started_us
  AND x.ended_us - x.started_us <= 86400000000
UNION ALL
SELECT
  x.recording_no AS subject_no,
  f.fact_no
FROM (
  SELECT
    g.fact_no,
    g.officer_no,
    g.at_us,
    g.until_us
  FROM (
    SELECT
      k.fact_no,
      k.officer_no,
      k.at_us,
      k.until_us
    FROM facts_seen AS k
    WHERE
      k.number IS NULL AND k.recording_id IS NULL AND NOT k.officer_no IS NULL
  ) AS g
  WHERE
    NOT COALESCE(g.until_us >= g.at_us AND g.until_us - g.at_us <= 5529600000000, FALSE)
) AS f
JOIN recording_pieces AS x
  ON x.officer_no = f.officer_no
WHERE
  COALESCE(f.at_us, -9000000000000000) <= x.ended_us
  AND COALESCE(f.until_us, 9000000000000000) >= x.started_us
UNION ALL
SELECT
  x.recording_no AS subject_no,
  f.fact_no
FROM (
  SELECT
    g.fact_no,
    g.officer_no,
    g.at_us,
    g.until_us
  FROM (
    SELECT
      k.fact_no,
      k.officer_no,
      k.at_us,
      k.until_us
    FROM facts_seen AS k
    WHERE
      k.number IS NULL AND k.recording_id IS NULL AND NOT k.officer_no IS NULL
  ) AS g
  WHERE
    g.until_us >= g.at_us AND g.until_us - g.at_us <= 5529600000000
) AS f
JOIN recording_pieces AS x
  ON x.officer_no = f.officer_no
WHERE
  COALESCE(f.at_us, -9000000000000000) <= x.ended_us
  AND COALESCE(f.until_us, 9000000000000000) >= x.started_us
  AND NOT (
    x.ended_us >= x.started_us AND x.ended_us - x.started_us <= 86400000000
  );

-- Which fact is tied to which recording.
-- recordings_links
SELECT
  l.subject_no,
  l.fact_no
FROM recordings_linked_by_id AS l
UNION ALL
SELECT
  l.subject_no,
  l.fact_no
FROM recordings_linked_by_number AS l
UNION ALL
SELECT
  l.subject_no,
  l.fact_no
FROM recordings_linked_by_time AS l;

-- From when the clock of notice runs.
-- r_each_kind_notice_clock (kept)
SELECT
  x.subject_no,
  CASE
    WHEN x.activated_at < x.started_at
    THEN x.started_at
    ELSE COALESCE(x.activated_at, x.started_at)
  END AS anchor_us,
  x.slack_us
FROM recordings_rows AS x;

-- When each limit is reached.
-- r_each_kind_notice_due
SELECT
  s.subject_no,
  s.anchor_us,
  s.slack_us,
  s.anchor_us + 120000000 AS due_us
FROM r_each_kind_notice_clock AS s;

-- Every fact notice given that was not rejected.
-- things_fact_notice_given (kept)
SELECT
  t.fact_no AS thing_no,
  CASE WHEN t.at_doubtful THEN NULL ELSE t.at_us END AS at_us,
  t.slack_us,
  t.until_us,
  t.recording_id,
  t.officer_no,
  CASE WHEN t.officer_raw IS NULL THEN 0 ELSE 1 END AS names_officer,
  t.number
FROM facts_seen AS t
WHERE
  t.fact = 'notice_given';

-- The incident numbers each of them goes by.
-- things_fact_notice_given_numbers
SELECT
  t.thing_no,
  t.number
FROM things_fact_notice_given AS t
WHERE
  NOT t.number IS NULL;

-- Every incident number that each recording is filed under.
-- filed_numbers
SELECT DISTINCT
  r.recording_id,
  n.number
FROM recordings_now AS r
JOIN numbers_of_recordings AS n
  ON n.recording_no = r.import_seq * 68719476736 + r.source_row;

-- The incident numbers each row goes by.
-- recordings_rows_numbers
SELECT
  x.subject_no,
  x.number
FROM recordings_rows AS x
WHERE
  NOT x.number IS NULL
UNION
SELECT
  x.subject_no,
  n.number
FROM recordings_rows AS x
JOIN filed_numbers AS n
  ON n.recording_id = x.recording_id;

-- Which fact notice given is tied to which row.
-- recordings_rows_with_fact_notice_given (kept)
SELECT
  x.subject_no,
  t.thing_no
FROM recordings_rows AS x
JOIN things_fact_notice_given AS t
  ON t.recording_id = x.recording_id
UNION
SELECT
  x.subject_no,
  t.thing_no
FROM recordings_rows_numbers AS n
JOIN things_fact_notice_given_numbers AS m
  ON m.number = n.number
JOIN recordings_rows AS x
  ON x.subject_no = n.subject_no
JOIN things_fact_notice_given AS t
  ON t.thing_no = m.thing_no
WHERE
  (
    x.recording_id IS NULL OR t.recording_id IS NULL
  )
  AND (
    t.names_officer = 0 OR x.officer_no IS NULL OR t.officer_no = x.officer_no
  )
UNION
SELECT
  x.subject_no,
  f.thing_no
FROM (
  SELECT
    g.thing_no,
    g.officer_no,
    g.at_us,
    g.until_us,
    UNNEST(
      RANGE(
        (
          (
            g.at_us - 86400000000
          ) // (
            86400000000
          )
        ),
        (
          (
            (
              g.until_us
            ) // (
              86400000000
            )
          )
        ) + 1
      )
    ) AS day_no
  FROM (
    SELECT
      t.thing_no,
      t.officer_no,
      t.at_us,
      t.until_us
    FROM things_fact_notice_given AS t
    WHERE
      t.number IS NULL AND t.recording_id IS NULL AND t.names_officer = 1
  ) AS g
  WHERE
    g.until_us >= g.at_us AND g.until_us - g.at_us <= 5529600000000
) AS f
JOIN recordings_rows AS x
  ON x.officer_no = f.officer_no
  AND f.day_no = (
    (
      x.started_at
    ) // (
      86400000000
    )
  )
WHERE
  COALESCE(f.at_us, -9000000000000000) <= x.ended_at
  AND COALESCE(f.until_us, 9000000000000000) >= x.started_at
  AND x.ended_at >= x.started_at
  AND x.ended_at - x.started_at <= 86400000000
UNION
SELECT
  x.subject_no,
  f.thing_no
FROM (
  SELECT
    g.thing_no,
    g.officer_no,
    g.at_us,
    g.until_us
  FROM (
    SELECT
      t.thing_no,
      t.officer_no,
      t.at_us,
      t.until_us
    FROM things_fact_notice_given AS t
    WHERE
      t.number IS NULL AND t.recording_id IS NULL AND t.names_officer = 1
  ) AS g
  WHERE
    NOT COALESCE(g.until_us >= g.at_us AND g.until_us - g.at_us <= 5529600000000, FALSE)
) AS f
JOIN recordings_rows AS x
  ON x.officer_no = f.officer_no
WHERE
  COALESCE(f.at_us, -9000000000000000) <= x.ended_at
  AND COALESCE(f.until_us, 9000000000000000) >= x.started_at
UNION
SELECT
  x.subject_no,
  f.thing_no
FROM (
  SELECT
    g.thing_no,
    g.officer_no,
    g.at_us,
    g.until_us
  FROM (
    SELECT
      t.thing_no,
      t.officer_no,
      t.at_us,
      t.until_us
    FROM things_fact_notice_given AS t
    WHERE
      t.number IS NULL AND t.recording_id IS NULL AND t.names_officer = 1
  ) AS g
  WHERE
    g.until_us >= g.at_us AND g.until_us - g.at_us <= 5529600000000
) AS f
JOIN recordings_rows AS x
  ON x.officer_no = f.officer_no
WHERE
  COALESCE(f.at_us, -9000000000000000) <= x.ended_at
  AND COALESCE(f.until_us, 9000000000000000) >= x.started_at
  AND NOT (
    x.ended_at >= x.started_at AND x.ended_at - x.started_at <= 86400000000
  );

-- The first thing that notice waits for, at or after each anchor.
-- r_each_kind_notice_next (kept)
SELECT
  q.subject_no,
  MIN(q.at_us) AS at_us,
  MIN(q.at_us + q.slack_us) AS at_hi_us,
  MAX(q.unsure) AS unsure
FROM (
  SELECT
    c.subject_no,
    CASE WHEN t.at_us + t.slack_us >= c.anchor_us THEN t.at_us END AS at_us,
    t.slack_us,
    CASE WHEN t.at_us IS NULL THEN 1 ELSE 0 END AS unsure
  FROM r_each_kind_notice_clock AS c
  JOIN recordings_rows_with_fact_notice_given AS l
    ON l.subject_no = c.subject_no
  JOIN things_fact_notice_given AS t
    ON t.thing_no = l.thing_no
) AS q
GROUP BY
  q.subject_no;

-- What becomes of each row under notice, and the first test that decides those it binds.
-- r_each_kind_notice_judged
SELECT
  q.subject_no,
  q.officer_no,
  q.unit_id,
  q.district,
  q.call_type,
  q.row_us,
  q.state,
  q.reason,
  q.reason = '' AS settled,
  q.unsure,
  q.open_end,
  q.begin_us,
  q.end_us,
  CASE q.reason WHEN 'late' THEN q.m_late END AS measured,
  CASE q.reason
    WHEN 'late'
    THEN q.a_late
    WHEN 'deadline_open'
    THEN q.a_deadline_open
    WHEN 'missing'
    THEN q.a_missing
  END AS allowed
FROM (
  SELECT
    x.subject_no,
    x.officer_no,
    x.unit_id,
    x.district,
    x.call_type,
    x.row_us,
    'bound' AS state,
    CASE
      WHEN c.anchor_us IS NULL OR c.due_us IS NULL
      THEN 'window_unknown'
      WHEN NOT n.at_us IS NULL AND n.at_us - c.slack_us > c.due_us AND n.unsure = 1
      THEN 'time_unknown'
      WHEN NOT n.at_us IS NULL AND n.at_us - c.slack_us > c.due_us
      THEN 'late'
      WHEN NOT n.at_us IS NULL AND n.at_hi_us > c.due_us
      THEN 'too_coarse'
      WHEN n.at_us IS NULL AND 1775001600000000 <= c.due_us
      THEN 'deadline_open'
      WHEN n.at_us IS NULL
      AND NOT (
        EXISTS(
          SELECT
            1
          FROM things_fact_notice_given AS e
        )
      )
      THEN 'never_seen'
      WHEN n.at_us IS NULL AND n.unsure = 1
      THEN 'time_unknown'
      WHEN n.at_us IS NULL
      THEN 'missing'
      ELSE ''
    END AS reason,
    0 AS unsure,
    0 AS open_end,
    c.anchor_us AS begin_us,
    c.due_us AS end_us,
    (
      n.at_us - c.anchor_us
    ) AS m_late,
    c.due_us - c.anchor_us AS a_late,
    c.due_us - c.anchor_us AS a_deadline_open,
    c.due_us - c.anchor_us AS a_missing
  FROM recordings_rows AS x
  LEFT JOIN r_each_kind_notice_due AS c
    ON c.subject_no = x.subject_no
  LEFT JOIN r_each_kind_notice_next AS n
    ON n.subject_no = x.subject_no
) AS q;

-- The reason of each obligation under notice, once open recordings, grace and exemptions are weighed.
-- r_each_kind_notice_concluded
SELECT
  j.subject_no,
  j.officer_no,
  j.unit_id,
  j.district,
  j.call_type,
  j.row_us,
  j.state,
  j.settled,
  j.begin_us,
  j.end_us,
  j.measured,
  j.allowed,
  CASE
    WHEN j.reason = '' OR j.reason IN ('exempt', 'when_unknown', 'officer_unknown')
    THEN j.reason
    WHEN j.open_end = 1
    THEN 'end_unknown'
    WHEN j.unsure = 1
    AND CASE j.reason WHEN 'late' THEN TRUE WHEN 'missing' THEN TRUE ELSE FALSE END
    THEN 'exemption_unknown'
    ELSE j.reason
  END AS reason
FROM r_each_kind_notice_judged AS j;

-- One row for each row notice looks at: its state; where bound, verdict, reason, measure and limit (us).
-- r_each_kind_notice
SELECT
  c.subject_no,
  c.officer_no,
  c.unit_id,
  c.district,
  c.call_type,
  c.row_us,
  c.state,
  c.settled,
  CASE
    WHEN NOT c.state = 'bound'
    THEN NULL
    WHEN c.reason = ''
    THEN 'compliant'
    WHEN c.reason = 'when_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'exempt'
    THEN 'exempt'
    WHEN c.reason = 'officer_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'window_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'clock_contradiction'
    THEN 'undetermined'
    WHEN c.reason = 'exemption_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'upload_grace_open'
    THEN 'pending'
    WHEN c.reason = 'late'
    THEN 'violation'
    WHEN c.reason = 'missing'
    THEN 'violation'
    WHEN c.reason = 'deadline_open'
    THEN 'pending'
    WHEN c.reason = 'never_seen'
    THEN 'undetermined'
    WHEN c.reason = 'time_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'too_coarse'
    THEN 'undetermined'
    WHEN c.reason = 'end_unknown'
    THEN 'undetermined'
  END AS verdict,
  c.reason,
  CASE
    WHEN CASE c.reason
      WHEN ''
      THEN FALSE
      WHEN 'deadline_open'
      THEN TRUE
      WHEN 'late'
      THEN TRUE
      WHEN 'missing'
      THEN TRUE
      WHEN 'never_seen'
      THEN TRUE
      WHEN 'time_unknown'
      THEN TRUE
      WHEN 'too_coarse'
      THEN TRUE
      ELSE FALSE
    END
    THEN c.measured
  END AS measured,
  CASE
    WHEN CASE c.reason
      WHEN ''
      THEN FALSE
      WHEN 'deadline_open'
      THEN TRUE
      WHEN 'late'
      THEN TRUE
      WHEN 'missing'
      THEN TRUE
      WHEN 'never_seen'
      THEN TRUE
      WHEN 'time_unknown'
      THEN TRUE
      WHEN 'too_coarse'
      THEN TRUE
      ELSE FALSE
    END
    THEN c.allowed
  END AS allowed,
  c.begin_us AS from_us,
  c.end_us AS until_us
FROM r_each_kind_notice_concluded AS c;

-- Which fact is tied to which row of evidence_actions.
-- evidence_actions_links (kept)
SELECT
  x.subject_no,
  f.fact_no
FROM evidence_actions_seen AS x
JOIN facts_seen AS f
  ON f.recording_id = x.recording_id
WHERE
  TRUE
UNION
SELECT
  x.subject_no,
  f.fact_no
FROM evidence_actions_seen AS x
JOIN recordings_now AS r
  ON r.recording_id = x.recording_id
JOIN numbers_of_recordings AS n
  ON n.recording_no = r.import_seq * 68719476736 + r.source_row
JOIN facts_seen AS f
  ON f.number = n.number
WHERE
  TRUE;

-- What flagged-first looks back from.
-- r_each_kind_flagged_first_clock (kept)
SELECT
  x.subject_no,
  x.row_us AS anchor_us,
  x.slack_us
FROM evidence_actions_rows AS x;

-- Every action flagged.
-- things_action_flagged (kept)
SELECT
  ROW_NUMBER() OVER (ORDER BY t.import_seq, t.source_row, t."at") AS thing_no,
  EPOCH_US(t."at") AS at_us,
  CASE WHEN t.resolution_us >= 60000000 THEN t.resolution_us - 1 ELSE 0 END AS slack_us,
  CAST(NULL AS BIGINT) AS until_us,
  t.recording_id,
  CAST(NULL AS BIGINT) AS officer_no,
  CASE WHEN CAST(NULL AS BIGINT) IS NULL THEN 0 ELSE 1 END AS names_officer,
  CAST(NULL AS TEXT) AS number
FROM evidence_actions_now AS t
WHERE
  t.action = 'flagged';

-- The incident numbers each of them goes by.
-- things_action_flagged_numbers
SELECT
  t.thing_no,
  t.number
FROM things_action_flagged AS t
WHERE
  NOT t.number IS NULL
UNION
SELECT
  t.thing_no,
  n.number
FROM things_action_flagged AS t
JOIN filed_numbers AS n
  ON n.recording_id = t.recording_id;

-- The incident numbers each row goes by.
-- evidence_actions_rows_numbers
SELECT
  x.subject_no,
  x.number
FROM evidence_actions_rows AS x
WHERE
  NOT x.number IS NULL
UNION
SELECT
  x.subject_no,
  n.number
FROM evidence_actions_rows AS x
JOIN filed_numbers AS n
  ON n.recording_id = x.recording_id;

-- Which action flagged is tied to which row.
-- evidence_actions_rows_with_action_flagged (kept)
SELECT
  x.subject_no,
  t.thing_no
FROM evidence_actions_rows AS x
JOIN things_action_flagged AS t
  ON t.recording_id = x.recording_id
UNION
SELECT
  x.subject_no,
  t.thing_no
FROM evidence_actions_rows_numbers AS n
JOIN things_action_flagged_numbers AS m
  ON m.number = n.number
JOIN evidence_actions_rows AS x
  ON x.subject_no = n.subject_no
JOIN things_action_flagged AS t
  ON t.thing_no = m.thing_no
WHERE
  (
    x.recording_id IS NULL OR t.recording_id IS NULL
  ) AND TRUE;

-- Each thing as a row of its own clock.
-- r_each_kind_flagged_first_prior_0
SELECT
  t.thing_no AS subject_no,
  t.at_us,
  t.slack_us,
  CASE WHEN t.at_us IS NULL THEN 1 ELSE 0 END AS unsure
FROM things_action_flagged AS t;

-- How far America/Chicago is from universal time, for every hour of the universal time.
-- zone_hours_america_chicago (kept)
SELECT
  CAST(z.offset_us AS BIGINT) AS offset_us,
  UNNEST(RANGE(CAST(z.first_hour AS BIGINT), (
    CAST(z.last_hour AS BIGINT)
  ) + 1)) AS hour_no
FROM (VALUES
  (471696, 471990, -18000000000),
  (471991, 475015, -21600000000),
  (475016, 480726, -18000000000),
  (480727, 483751, -21600000000),
  (483752, 489462, -18000000000),
  (489463, 492487, -21600000000),
  (492488, 498198, -18000000000),
  (498199, 501391, -21600000000),
  (501392, 507102, -18000000000),
  (507103, 510127, -21600000000),
  (510128, 515838, -18000000000),
  (515839, 518863, -21600000000),
  (518864, 524574, -18000000000),
  (524575, 527599, -21600000000),
  (527600, 533310, -18000000000),
  (533311, 536335, -21600000000),
  (536336, 538554, -18000000000)) AS z(first_hour, last_hour, offset_us);

-- How far America/Chicago is from universal time, for every hour of the local wall clock.
-- wall_hours_america_chicago (kept)
SELECT
  CAST(z.offset_us AS BIGINT) AS offset_us,
  UNNEST(RANGE(CAST(z.first_hour AS BIGINT), (
    CAST(z.last_hour AS BIGINT)
  ) + 1)) AS hour_no
FROM (VALUES
  (471696, 471985, -18000000000),
  (471986, 475010, -21600000000),
  (475011, 480721, -18000000000),
  (480722, 483746, -21600000000),
  (483747, 489457, -18000000000),
  (489458, 492482, -21600000000),
  (492483, 498193, -18000000000),
  (498194, 501386, -21600000000),
  (501387, 507097, -18000000000),
  (507098, 510122, -21600000000),
  (510123, 515833, -18000000000),
  (515834, 518858, -21600000000),
  (518859, 524569, -18000000000),
  (524570, 527594, -21600000000),
  (527595, 533305, -18000000000),
  (533306, 536330, -21600000000),
  (536331, 538554, -18000000000)) AS z(first_hour, last_hour, offset_us);

-- For every hour, when each limit that begins with it is reached by the local calendar.
-- r_each_kind_flagged_first_reach_0_hours (kept)
SELECT
  l.hour_no,
  (
    (
      l.local_day
    ) + 1
  ) * 86400000000 + l.in_day_us - w_due_us.offset_us AS due_us
FROM (
  SELECT
    q.hour_no,
    q.local_day,
    q.local_us - q.local_day * 86400000000 AS in_day_us
  FROM (
    SELECT
      z.hour_no,
      z.hour_no * 3600000000 + z.offset_us AS local_us,
      (
        (
          z.hour_no * 3600000000 + z.offset_us
        ) // (
          86400000000
        )
      ) AS local_day
    FROM zone_hours_america_chicago AS z
  ) AS q
) AS l
LEFT JOIN wall_hours_america_chicago AS w_due_us
  ON w_due_us.hour_no = (
    (
      (
        (
          l.local_day
        ) + 1
      ) * 86400000000 + l.in_day_us
    ) // (
      3600000000
    )
  );

-- When each limit is reached.
-- r_each_kind_flagged_first_reach_0
SELECT
  s.subject_no,
  s.at_us,
  s.slack_us,
  s.unsure,
  t.due_us + (
    s.at_us - t.hour_no * 3600000000
  ) AS due_us
FROM r_each_kind_flagged_first_prior_0 AS s
LEFT JOIN r_each_kind_flagged_first_reach_0_hours AS t
  ON t.hour_no = (
    (
      s.at_us
    ) // (
      3600000000
    )
  );

-- Whether what flagged-first asks for came in time before each anchor.
-- r_each_kind_flagged_first_prior (kept)
SELECT
  q.subject_no,
  MAX(q.in_time) AS in_time,
  MAX(q.maybe) AS maybe,
  MAX(q.unsure) AS unsure
FROM (
  SELECT
    c.subject_no,
    CASE
      WHEN t.at_us <= c.anchor_us + c.slack_us AND t.due_us >= c.anchor_us + c.slack_us
      THEN 1
      ELSE 0
    END AS in_time,
    CASE
      WHEN t.at_us <= c.anchor_us + c.slack_us AND t.due_us + t.slack_us >= c.anchor_us
      THEN 1
      ELSE 0
    END AS maybe,
    t.unsure
  FROM r_each_kind_flagged_first_clock AS c
  JOIN evidence_actions_rows_with_action_flagged AS l
    ON l.subject_no = c.subject_no
  JOIN r_each_kind_flagged_first_reach_0 AS t
    ON t.subject_no = l.thing_no
) AS q
GROUP BY
  q.subject_no;

-- What becomes of each row under flagged-first, and the first test that decides those it binds.
-- r_each_kind_flagged_first_judged
SELECT
  q.subject_no,
  q.officer_no,
  q.unit_id,
  q.district,
  q.call_type,
  q.row_us,
  q.state,
  q.reason,
  q.reason = '' AS settled,
  q.unsure,
  q.open_end,
  q.begin_us,
  q.end_us,
  CAST(NULL AS BIGINT) AS measured,
  CAST(NULL AS BIGINT) AS allowed
FROM (
  SELECT
    x.subject_no,
    x.officer_no,
    x.unit_id,
    x.district,
    x.call_type,
    x.row_us,
    'bound' AS state,
    CASE
      WHEN c.anchor_us IS NULL
      THEN 'window_unknown'
      WHEN NOT COALESCE(n.in_time, 0) = 1 AND n.maybe = 1
      THEN 'too_coarse'
      WHEN NOT COALESCE(n.in_time, 0) = 1
      AND NOT (
        EXISTS(
          SELECT
            1
          FROM things_action_flagged AS e
        )
      )
      THEN 'never_seen'
      WHEN NOT COALESCE(n.in_time, 0) = 1 AND n.unsure = 1
      THEN 'time_unknown'
      WHEN NOT COALESCE(n.in_time, 0) = 1
      THEN 'missing'
      ELSE ''
    END AS reason,
    0 AS unsure,
    0 AS open_end,
    c.anchor_us AS begin_us,
    c.anchor_us AS end_us
  FROM evidence_actions_rows AS x
  LEFT JOIN r_each_kind_flagged_first_clock AS c
    ON c.subject_no = x.subject_no
  LEFT JOIN r_each_kind_flagged_first_prior AS n
    ON n.subject_no = x.subject_no
  WHERE
    x.action = 'released'
) AS q;

-- The reason of each obligation under flagged-first, once open recordings, grace and exemptions are weighed.
-- r_each_kind_flagged_first_concluded
SELECT
  j.subject_no,
  j.officer_no,
  j.unit_id,
  j.district,
  j.call_type,
  j.row_us,
  j.state,
  j.settled,
  j.begin_us,
  j.end_us,
  j.measured,
  j.allowed,
  CASE
    WHEN j.reason = '' OR j.reason IN ('exempt', 'when_unknown', 'officer_unknown')
    THEN j.reason
    WHEN j.open_end = 1
    THEN 'end_unknown'
    WHEN j.unsure = 1 AND CASE j.reason WHEN 'missing' THEN TRUE ELSE FALSE END
    THEN 'exemption_unknown'
    ELSE j.reason
  END AS reason
FROM r_each_kind_flagged_first_judged AS j;

-- One row for each row flagged-first looks at: its state; where bound, verdict, reason, measure and limit (us).
-- r_each_kind_flagged_first
SELECT
  c.subject_no,
  c.officer_no,
  c.unit_id,
  c.district,
  c.call_type,
  c.row_us,
  c.state,
  c.settled,
  CASE
    WHEN NOT c.state = 'bound'
    THEN NULL
    WHEN c.reason = ''
    THEN 'compliant'
    WHEN c.reason = 'when_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'exempt'
    THEN 'exempt'
    WHEN c.reason = 'officer_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'window_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'clock_contradiction'
    THEN 'undetermined'
    WHEN c.reason = 'exemption_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'upload_grace_open'
    THEN 'pending'
    WHEN c.reason = 'missing'
    THEN 'violation'
    WHEN c.reason = 'never_seen'
    THEN 'undetermined'
    WHEN c.reason = 'time_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'too_coarse'
    THEN 'undetermined'
    WHEN c.reason = 'end_unknown'
    THEN 'undetermined'
  END AS verdict,
  c.reason,
  CASE
    WHEN CASE c.reason
      WHEN ''
      THEN FALSE
      WHEN 'missing'
      THEN TRUE
      WHEN 'never_seen'
      THEN TRUE
      WHEN 'time_unknown'
      THEN TRUE
      WHEN 'too_coarse'
      THEN TRUE
      ELSE FALSE
    END
    THEN c.measured
  END AS measured,
  CASE
    WHEN CASE c.reason
      WHEN ''
      THEN FALSE
      WHEN 'missing'
      THEN TRUE
      WHEN 'never_seen'
      THEN TRUE
      WHEN 'time_unknown'
      THEN TRUE
      WHEN 'too_coarse'
      THEN TRUE
      ELSE FALSE
    END
    THEN c.allowed
  END AS allowed,
  c.begin_us AS from_us,
  c.end_us AS until_us
FROM r_each_kind_flagged_first_concluded AS c;

-- Every fact statement given that was not rejected.
-- things_fact_statement_given (kept)
SELECT
  t.fact_no AS thing_no,
  CASE WHEN t.at_doubtful THEN NULL ELSE t.at_us END AS at_us,
  t.slack_us,
  t.until_us,
  t.recording_id,
  t.officer_no,
  CASE WHEN t.officer_raw IS NULL THEN 0 ELSE 1 END AS names_officer,
  t.number
FROM facts_seen AS t
WHERE
  t.fact = 'statement_given';

-- The incident numbers each of them goes by.
-- things_fact_statement_given_numbers
SELECT
  t.thing_no,
  t.number
FROM things_fact_statement_given AS t
WHERE
  NOT t.number IS NULL;

-- When what statement-first wants first happened.
-- r_each_kind_statement_first_first (kept)
SELECT
  q.subject_no,
  MIN(q.at_us) AS at_us,
  MIN(q.at_us + q.slack_us) AS at_hi_us
FROM (
  SELECT
    x.subject_no,
    t.at_us,
    t.slack_us
  FROM evidence_actions_rows AS x
  JOIN things_fact_statement_given AS t
    ON t.recording_id = x.recording_id
  WHERE
    (
      t.names_officer = 0 OR t.officer_no = x.officer_no
    )
  UNION ALL
  SELECT
    x.subject_no,
    t.at_us,
    t.slack_us
  FROM evidence_actions_rows AS x
  JOIN filed_numbers AS n
    ON n.recording_id = x.recording_id
  JOIN things_fact_statement_given AS t
    ON t.number = n.number
  WHERE
    (
      t.names_officer = 0 OR t.officer_no = x.officer_no
    )
) AS q
WHERE
  NOT q.at_us IS NULL
GROUP BY
  q.subject_no;

-- The officer of each recording by its id.
-- recording_officers
SELECT
  r.recording_id,
  p.officer_no
FROM recordings_now AS r
JOIN recording_pieces AS p
  ON p.recording_no = r.import_seq * 68719476736 + r.source_row
WHERE
  NOT p.officer_no IS NULL;

-- Lines of the trail whose actor responded to the recording's incident or made the recording.
-- involved_actions (kept)
SELECT
  x.subject_no
FROM evidence_actions_rows AS x
JOIN filed_numbers AS n
  ON n.recording_id = x.recording_id
JOIN unit_responses_seen AS u
  ON u.number = n.number AND u.officer_no = x.officer_no
UNION
SELECT
  x.subject_no
FROM evidence_actions_rows AS x
JOIN recording_officers AS p
  ON p.recording_id = x.recording_id
WHERE
  p.officer_no = x.officer_no;

-- What becomes of each row under statement-first, and the first test that decides those it binds.
-- r_each_kind_statement_first_judged
SELECT
  q.subject_no,
  q.officer_no,
  q.unit_id,
  q.district,
  q.call_type,
  q.row_us,
  q.state,
  q.reason,
  q.reason = '' AS settled,
  q.unsure,
  q.open_end,
  q.begin_us,
  q.end_us,
  CASE q.reason WHEN 'too_early' THEN q.m_too_early END AS measured,
  CAST(NULL AS BIGINT) AS allowed
FROM (
  SELECT
    x.subject_no,
    x.officer_no,
    x.unit_id,
    x.district,
    x.call_type,
    x.row_us,
    CASE WHEN i.subject_no IS NULL THEN 'not bound' ELSE 'bound' END AS state,
    CASE
      WHEN x.row_us IS NULL
      THEN 'window_unknown'
      WHEN b.at_us IS NULL
      THEN 'missing'
      WHEN x.row_us + x.slack_us < b.at_us
      THEN 'too_early'
      WHEN x.row_us < b.at_hi_us
      THEN 'too_coarse'
      ELSE ''
    END AS reason,
    0 AS unsure,
    0 AS open_end,
    x.row_us AS begin_us,
    x.row_us AS end_us,
    b.at_us - x.row_us AS m_too_early
  FROM evidence_actions_rows AS x
  LEFT JOIN r_each_kind_statement_first_first AS b
    ON b.subject_no = x.subject_no
  LEFT JOIN involved_actions AS i
    ON i.subject_no = x.subject_no
  WHERE
    x.action = 'viewed'
) AS q;

-- The reason of each obligation under statement-first, once open recordings, grace and exemptions are weighed.
-- r_each_kind_statement_first_concluded
SELECT
  j.subject_no,
  j.officer_no,
  j.unit_id,
  j.district,
  j.call_type,
  j.row_us,
  j.state,
  j.settled,
  j.begin_us,
  j.end_us,
  j.measured,
  j.allowed,
  CASE
    WHEN j.reason = '' OR j.reason IN ('exempt', 'when_unknown', 'officer_unknown')
    THEN j.reason
    WHEN j.open_end = 1
    THEN 'end_unknown'
    WHEN j.unsure = 1 AND CASE j.reason WHEN 'too_early' THEN TRUE ELSE FALSE END
    THEN 'exemption_unknown'
    ELSE j.reason
  END AS reason
FROM r_each_kind_statement_first_judged AS j;

-- One row for each row statement-first looks at: its state; where bound, verdict, reason, measure and limit (us).
-- r_each_kind_statement_first
SELECT
  c.subject_no,
  c.officer_no,
  c.unit_id,
  c.district,
  c.call_type,
  c.row_us,
  c.state,
  c.settled,
  CASE
    WHEN NOT c.state = 'bound'
    THEN NULL
    WHEN c.reason = ''
    THEN 'compliant'
    WHEN c.reason = 'when_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'exempt'
    THEN 'exempt'
    WHEN c.reason = 'officer_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'window_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'clock_contradiction'
    THEN 'undetermined'
    WHEN c.reason = 'exemption_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'upload_grace_open'
    THEN 'pending'
    WHEN c.reason = 'too_early'
    THEN 'violation'
    WHEN c.reason = 'missing'
    THEN 'undetermined'
    WHEN c.reason = 'never_seen'
    THEN 'undetermined'
    WHEN c.reason = 'too_coarse'
    THEN 'undetermined'
    WHEN c.reason = 'end_unknown'
    THEN 'undetermined'
  END AS verdict,
  c.reason,
  CASE
    WHEN CASE c.reason
      WHEN ''
      THEN FALSE
      WHEN 'missing'
      THEN TRUE
      WHEN 'never_seen'
      THEN TRUE
      WHEN 'too_coarse'
      THEN TRUE
      WHEN 'too_early'
      THEN TRUE
      ELSE FALSE
    END
    THEN c.measured
  END AS measured,
  CASE
    WHEN CASE c.reason
      WHEN ''
      THEN FALSE
      WHEN 'missing'
      THEN TRUE
      WHEN 'never_seen'
      THEN TRUE
      WHEN 'too_coarse'
      THEN TRUE
      WHEN 'too_early'
      THEN TRUE
      ELSE FALSE
    END
    THEN c.allowed
  END AS allowed,
  c.begin_us AS from_us,
  c.end_us AS until_us
FROM r_each_kind_statement_first_concluded AS c;

-- From when each recording's time runs under kept, and which classes claim it: 1 yes, 0 no, 2 unknown.
-- r_each_kind_kept_clock
SELECT
  x.subject_no,
  x.officer_no,
  x.call_type,
  x.deleted_at,
  x.district,
  x.doubtful,
  x.row_us,
  x.slack_us,
  x.status,
  x.unit_id,
  CASE
    WHEN COALESCE(LIST_HAS_ANY(x.doubtful, ['recorded_at']), FALSE)
    THEN NULL
    ELSE COALESCE(x.recorded_at, x.started_at)
  END AS clock_us,
  CASE
    WHEN (
      CASE
        WHEN x.categories IS NULL
        THEN NULL
        ELSE COALESCE(LIST_HAS_ANY(x.categories, ['force']), FALSE)
      END
    )
    THEN 1
    WHEN (
      CASE
        WHEN x.categories IS NULL
        THEN NULL
        ELSE COALESCE(LIST_HAS_ANY(x.categories, ['force']), FALSE)
      END
    ) IS NULL
    THEN 2
    ELSE 0
  END AS s0
FROM recordings_rows AS x;

-- For every hour, when each limit that begins with it is reached by the local calendar.
-- r_each_kind_kept_due_hours (kept)
SELECT
  l.hour_no,
  (
    (
      DATE_DIFF(
        'day',
        CAST('1970-01-01' AS DATE),
        CAST((
          (
            CAST('1970-01-01' AS DATE) + CAST(l.local_day AS INT)
          ) + TO_MONTHS(CAST(36 AS INT))
        ) AS DATE)
      )
    ) + 0
  ) * 86400000000 + l.in_day_us - w_least0.offset_us AS least0,
  (
    (
      DATE_DIFF(
        'day',
        CAST('1970-01-01' AS DATE),
        CAST((
          (
            CAST('1970-01-01' AS DATE) + CAST(l.local_day AS INT)
          ) + TO_MONTHS(CAST(6 AS INT))
        ) AS DATE)
      )
    ) + 0
  ) * 86400000000 + l.in_day_us - w_least1.offset_us AS least1,
  (
    (
      DATE_DIFF(
        'day',
        CAST('1970-01-01' AS DATE),
        CAST((
          (
            CAST('1970-01-01' AS DATE) + CAST(l.local_day AS INT)
          ) + TO_MONTHS(CAST(12 AS INT))
        ) AS DATE)
      )
    ) + 0
  ) * 86400000000 + l.in_day_us - w_most1.offset_us AS most1
FROM (
  SELECT
    q.hour_no,
    q.local_day,
    q.local_us - q.local_day * 86400000000 AS in_day_us
  FROM (
    SELECT
      z.hour_no,
      z.hour_no * 3600000000 + z.offset_us AS local_us,
      (
        (
          z.hour_no * 3600000000 + z.offset_us
        ) // (
          86400000000
        )
      ) AS local_day
    FROM zone_hours_america_chicago AS z
  ) AS q
) AS l
LEFT JOIN wall_hours_america_chicago AS w_least0
  ON w_least0.hour_no = (
    (
      (
        (
          DATE_DIFF(
            'day',
            CAST('1970-01-01' AS DATE),
            CAST((
              (
                CAST('1970-01-01' AS DATE) + CAST(l.local_day AS INT)
              ) + TO_MONTHS(CAST(36 AS INT))
            ) AS DATE)
          )
        ) + 0
      ) * 86400000000 + l.in_day_us
    ) // (
      3600000000
    )
  )
LEFT JOIN wall_hours_america_chicago AS w_least1
  ON w_least1.hour_no = (
    (
      (
        (
          DATE_DIFF(
            'day',
            CAST('1970-01-01' AS DATE),
            CAST((
              (
                CAST('1970-01-01' AS DATE) + CAST(l.local_day AS INT)
              ) + TO_MONTHS(CAST(6 AS INT))
            ) AS DATE)
          )
        ) + 0
      ) * 86400000000 + l.in_day_us
    ) // (
      3600000000
    )
  )
LEFT JOIN wall_hours_america_chicago AS w_most1
  ON w_most1.hour_no = (
    (
      (
        (
          DATE_DIFF(
            'day',
            CAST('1970-01-01' AS DATE),
            CAST((
              (
                CAST('1970-01-01' AS DATE) + CAST(l.local_day AS INT)
              ) + TO_MONTHS(CAST(12 AS INT))
            ) AS DATE)
          )
        ) + 0
      ) * 86400000000 + l.in_day_us
    ) // (
      3600000000
    )
  );

-- When each limit is reached.
-- r_each_kind_kept_due
SELECT
  s.subject_no,
  s.deleted_at,
  s.slack_us,
  s.clock_us,
  s.s0,
  t.least0 + (
    s.clock_us - t.hour_no * 3600000000
  ) AS least0,
  t.least1 + (
    s.clock_us - t.hour_no * 3600000000
  ) AS least1,
  t.most1 + (
    s.clock_us - t.hour_no * 3600000000
  ) AS most1
FROM r_each_kind_kept_clock AS s
LEFT JOIN r_each_kind_kept_due_hours AS t
  ON t.hour_no = (
    (
      s.clock_us
    ) // (
      3600000000
    )
  );

-- Holds on each recording under kept: until when, and whether it was deleted meanwhile.
-- r_each_kind_kept_holds (kept)
SELECT
  x.subject_no,
  MAX(COALESCE(f.until_us, 9000000000000000)) AS held_until,
  MAX(
    CASE
      WHEN COALESCE(f.at_us, -9000000000000000) <= x.deleted_at
      AND x.deleted_at < COALESCE(f.until_us, 9000000000000000)
      THEN 1
      ELSE 0
    END
  ) AS deleted_held
FROM recordings_links AS l
JOIN facts_seen AS f
  ON f.fact_no = l.fact_no
JOIN recordings_rows AS x
  ON x.subject_no = l.subject_no
WHERE
  (
    f.fact = 'litigation_hold' AND f.rank >= 1
  )
GROUP BY
  x.subject_no;

-- What each class would say of each recording.
-- r_each_kind_kept_outcomes
SELECT
  d.subject_no,
  d.deleted_at,
  d.slack_us,
  d.clock_us,
  d.s0,
  CASE
    WHEN d.least0 IS NULL
    THEN 'unreached'
    WHEN h.deleted_held = 1
    THEN 'deleted_on_hold'
    WHEN d.deleted_at + d.slack_us < d.least0
    THEN 'deleted_early'
    WHEN d.deleted_at < d.least0 + d.slack_us
    THEN 'too_coarse'
    ELSE ''
  END AS o0,
  d.least0 AS l0,
  CAST(NULL AS BIGINT) AS m0,
  CASE
    WHEN d.least1 IS NULL OR d.most1 IS NULL
    THEN 'unreached'
    WHEN h.deleted_held = 1
    THEN 'deleted_on_hold'
    WHEN d.deleted_at + d.slack_us < d.least1
    THEN 'deleted_early'
    WHEN d.deleted_at < d.least1 + d.slack_us
    THEN 'too_coarse'
    WHEN h.held_until >= d.most1
    THEN ''
    WHEN d.deleted_at > (
      d.most1 + 864000000000
    ) + d.slack_us
    OR (
      d.deleted_at IS NULL
      AND 1775001600000000 > (
        d.most1 + 864000000000
      ) + d.slack_us
    )
    THEN 'kept_too_long'
    WHEN d.deleted_at + d.slack_us > (
      d.most1 + 864000000000
    )
    OR (
      d.deleted_at IS NULL AND 1775001600000000 > (
        d.most1 + 864000000000
      )
    )
    THEN 'too_coarse'
    WHEN d.deleted_at IS NULL AND 1775001600000000 > d.most1 + d.slack_us
    THEN 'grace_open'
    WHEN d.deleted_at IS NULL AND 1775001600000000 > d.most1
    THEN 'too_coarse'
    ELSE ''
  END AS o1,
  d.least1 AS l1,
  d.most1 AS m1
FROM r_each_kind_kept_due AS d
LEFT JOIN r_each_kind_kept_holds AS h
  ON h.subject_no = d.subject_no;

-- The class that counts for each recording: the longest of those that claim it.
-- r_each_kind_kept_weighed
SELECT
  v.subject_no,
  v.deleted_at,
  v.slack_us,
  v.clock_us,
  v.s0,
  v.o0,
  v.l0,
  v.m0,
  v.o1,
  v.l1,
  v.m1,
  CASE WHEN v.s0 = 1 THEN 0 ELSE 1 END AS winner
FROM r_each_kind_kept_outcomes AS v;

-- What that class says; unknown where a class that may claim the recording would say otherwise.
-- r_each_kind_kept_decided (kept)
SELECT
  w.subject_no,
  w.clock_us,
  w.deleted_at,
  CASE w.winner WHEN 0 THEN w.l0 WHEN 1 THEN w.l1 END AS least_due,
  CASE w.winner WHEN 0 THEN w.m0 WHEN 1 THEN w.m1 END AS most_due,
  w.winner,
  COALESCE(
    CASE
      WHEN (
        w.s0 = 2 AND CASE w.winner WHEN 1 THEN TRUE AND NOT w.o0 = w.o1 ELSE TRUE END
      )
      THEN 'class_unknown'
      ELSE CASE w.winner WHEN 0 THEN w.o0 WHEN 1 THEN w.o1 END
    END,
    'unreached'
  ) AS outcome
FROM r_each_kind_kept_weighed AS w;

-- What becomes of each row under kept, and the first test that decides those it binds.
-- r_each_kind_kept_judged
SELECT
  q.subject_no,
  q.officer_no,
  q.unit_id,
  q.district,
  q.call_type,
  q.row_us,
  q.state,
  q.reason,
  q.reason = '' AS settled,
  q.unsure,
  q.open_end,
  q.begin_us,
  q.end_us,
  CASE q.reason
    WHEN 'deleted_on_hold'
    THEN q.m_deleted_on_hold
    WHEN 'deleted_early'
    THEN q.m_deleted_early
    WHEN 'kept_too_long'
    THEN q.m_kept_too_long
    WHEN 'grace_open'
    THEN q.m_grace_open
  END AS measured,
  CASE q.reason
    WHEN 'deleted_early'
    THEN q.a_deleted_early
    WHEN 'kept_too_long'
    THEN q.a_kept_too_long
    WHEN 'grace_open'
    THEN q.a_grace_open
  END AS allowed
FROM (
  SELECT
    x.subject_no,
    x.officer_no,
    x.unit_id,
    x.district,
    x.call_type,
    x.row_us,
    'bound' AS state,
    CASE
      WHEN x.clock_us IS NULL
      THEN 'window_unknown'
      WHEN COALESCE(LIST_HAS_ANY(x.doubtful, ['deleted_at']), FALSE)
      OR (
        x.deleted_at IS NULL
        AND (
          x.status = 'deleted' OR COALESCE(LIST_HAS_ANY(x.doubtful, ['status']), FALSE)
        )
      )
      THEN 'deletion_time_unknown'
      WHEN x.deleted_at < x.clock_us
      THEN 'clock_contradiction'
      WHEN d.outcome = 'deleted_on_hold'
      THEN 'deleted_on_hold'
      WHEN d.outcome = 'deleted_early'
      THEN 'deleted_early'
      WHEN d.outcome = 'kept_too_long'
      THEN 'kept_too_long'
      WHEN d.outcome = 'grace_open'
      THEN 'grace_open'
      WHEN d.outcome = 'class_unknown'
      THEN 'class_unknown'
      WHEN d.outcome = 'too_coarse'
      THEN 'too_coarse'
      WHEN d.outcome = 'unreached'
      THEN 'window_unknown'
      ELSE ''
    END AS reason,
    0 AS unsure,
    0 AS open_end,
    CAST(NULL AS BIGINT) AS begin_us,
    CAST(NULL AS BIGINT) AS end_us,
    CASE WHEN x.deleted_at IS NULL THEN 1775001600000000 ELSE x.deleted_at END - x.clock_us AS m_deleted_on_hold,
    CASE WHEN x.deleted_at IS NULL THEN 1775001600000000 ELSE x.deleted_at END - x.clock_us AS m_deleted_early,
    CASE WHEN x.deleted_at IS NULL THEN 1775001600000000 ELSE x.deleted_at END - x.clock_us AS m_kept_too_long,
    CASE WHEN x.deleted_at IS NULL THEN 1775001600000000 ELSE x.deleted_at END - x.clock_us AS m_grace_open,
    d.least_due - x.clock_us AS a_deleted_early,
    d.most_due - x.clock_us AS a_kept_too_long,
    d.most_due - x.clock_us AS a_grace_open
  FROM r_each_kind_kept_clock AS x
  LEFT JOIN r_each_kind_kept_decided AS d
    ON d.subject_no = x.subject_no
) AS q;

-- The reason of each obligation under kept, once open recordings, grace and exemptions are weighed.
-- r_each_kind_kept_concluded
SELECT
  j.subject_no,
  j.officer_no,
  j.unit_id,
  j.district,
  j.call_type,
  j.row_us,
  j.state,
  j.settled,
  j.begin_us,
  j.end_us,
  j.measured,
  j.allowed,
  CASE
    WHEN j.reason = '' OR j.reason IN ('exempt', 'when_unknown', 'officer_unknown')
    THEN j.reason
    WHEN j.open_end = 1
    THEN 'end_unknown'
    WHEN j.unsure = 1
    AND CASE j.reason
      WHEN 'deleted_early'
      THEN TRUE
      WHEN 'deleted_on_hold'
      THEN TRUE
      WHEN 'kept_too_long'
      THEN TRUE
      ELSE FALSE
    END
    THEN 'exemption_unknown'
    ELSE j.reason
  END AS reason
FROM r_each_kind_kept_judged AS j;

-- One row for each row kept looks at: its state; where bound, verdict, reason, measure and limit (us).
-- r_each_kind_kept
SELECT
  c.subject_no,
  c.officer_no,
  c.unit_id,
  c.district,
  c.call_type,
  c.row_us,
  c.state,
  c.settled,
  CASE
    WHEN NOT c.state = 'bound'
    THEN NULL
    WHEN c.reason = ''
    THEN 'compliant'
    WHEN c.reason = 'when_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'exempt'
    THEN 'exempt'
    WHEN c.reason = 'officer_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'window_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'clock_contradiction'
    THEN 'undetermined'
    WHEN c.reason = 'exemption_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'upload_grace_open'
    THEN 'pending'
    WHEN c.reason = 'deleted_on_hold'
    THEN 'violation'
    WHEN c.reason = 'deleted_early'
    THEN 'violation'
    WHEN c.reason = 'kept_too_long'
    THEN 'violation'
    WHEN c.reason = 'grace_open'
    THEN 'pending'
    WHEN c.reason = 'class_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'too_coarse'
    THEN 'undetermined'
    WHEN c.reason = 'deletion_time_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'deletion_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'end_unknown'
    THEN 'undetermined'
  END AS verdict,
  c.reason,
  CASE
    WHEN CASE c.reason
      WHEN ''
      THEN FALSE
      WHEN 'class_unknown'
      THEN TRUE
      WHEN 'deleted_early'
      THEN TRUE
      WHEN 'deleted_on_hold'
      THEN TRUE
      WHEN 'deletion_time_unknown'
      THEN TRUE
      WHEN 'deletion_unknown'
      THEN TRUE
      WHEN 'grace_open'
      THEN TRUE
      WHEN 'kept_too_long'
      THEN TRUE
      WHEN 'too_coarse'
      THEN TRUE
      ELSE FALSE
    END
    THEN c.measured
  END AS measured,
  CASE
    WHEN CASE c.reason
      WHEN ''
      THEN FALSE
      WHEN 'class_unknown'
      THEN TRUE
      WHEN 'deleted_early'
      THEN TRUE
      WHEN 'deleted_on_hold'
      THEN TRUE
      WHEN 'deletion_time_unknown'
      THEN TRUE
      WHEN 'deletion_unknown'
      THEN TRUE
      WHEN 'grace_open'
      THEN TRUE
      WHEN 'kept_too_long'
      THEN TRUE
      WHEN 'too_coarse'
      THEN TRUE
      ELSE FALSE
    END
    THEN c.allowed
  END AS allowed,
  c.begin_us AS from_us,
  c.end_us AS until_us
FROM r_each_kind_kept_concluded AS c;

-- What becomes of each row under categorised, and the first test that decides those it binds.
-- r_each_kind_categorised_judged
SELECT
  q.subject_no,
  q.officer_no,
  q.unit_id,
  q.district,
  q.call_type,
  q.row_us,
  q.state,
  q.reason,
  q.reason = '' AS settled,
  q.unsure,
  q.open_end,
  q.begin_us,
  q.end_us,
  CAST(NULL AS BIGINT) AS measured,
  CAST(NULL AS BIGINT) AS allowed
FROM (
  SELECT
    x.subject_no,
    x.officer_no,
    x.unit_id,
    x.district,
    x.call_type,
    x.row_us,
    'bound' AS state,
    CASE
      WHEN (
        (
          NOT CASE
            WHEN (
              (
                x.categories IS NULL
              )
            )
            AND (
              COALESCE(LIST_HAS_ANY(x.doubtful, ['categories']), FALSE)
            )
            THEN NULL
            ELSE (
              x.categories IS NULL
            )
          END
        )
      ) IS NULL
      THEN 'unknown'
      WHEN NOT (
        (
          NOT CASE
            WHEN (
              (
                x.categories IS NULL
              )
            )
            AND (
              COALESCE(LIST_HAS_ANY(x.doubtful, ['categories']), FALSE)
            )
            THEN NULL
            ELSE (
              x.categories IS NULL
            )
          END
        )
      )
      THEN 'does_not_hold'
      ELSE ''
    END AS reason,
    0 AS unsure,
    0 AS open_end,
    CAST(NULL AS BIGINT) AS begin_us,
    CAST(NULL AS BIGINT) AS end_us
  FROM recordings_rows AS x
) AS q;

-- The reason of each obligation under categorised, once open recordings, grace and exemptions are weighed.
-- r_each_kind_categorised_concluded
SELECT
  j.subject_no,
  j.officer_no,
  j.unit_id,
  j.district,
  j.call_type,
  j.row_us,
  j.state,
  j.settled,
  j.begin_us,
  j.end_us,
  j.measured,
  j.allowed,
  CASE
    WHEN j.reason = '' OR j.reason IN ('exempt', 'when_unknown', 'officer_unknown')
    THEN j.reason
    WHEN j.open_end = 1
    THEN 'end_unknown'
    WHEN j.unsure = 1 AND CASE j.reason WHEN 'does_not_hold' THEN TRUE ELSE FALSE END
    THEN 'exemption_unknown'
    ELSE j.reason
  END AS reason
FROM r_each_kind_categorised_judged AS j;

-- One row for each row categorised looks at: its state; where bound, verdict, reason, measure and limit (us).
-- r_each_kind_categorised
SELECT
  c.subject_no,
  c.officer_no,
  c.unit_id,
  c.district,
  c.call_type,
  c.row_us,
  c.state,
  c.settled,
  CASE
    WHEN NOT c.state = 'bound'
    THEN NULL
    WHEN c.reason = ''
    THEN 'compliant'
    WHEN c.reason = 'when_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'exempt'
    THEN 'exempt'
    WHEN c.reason = 'officer_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'window_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'clock_contradiction'
    THEN 'undetermined'
    WHEN c.reason = 'exemption_unknown'
    THEN 'undetermined'
    WHEN c.reason = 'upload_grace_open'
    THEN 'pending'
    WHEN c.reason = 'does_not_hold'
    THEN 'violation'
    WHEN c.reason = 'column_absent'
    THEN 'undetermined'
    WHEN c.reason = 'unknown'
    THEN 'undetermined'
    WHEN c.reason = 'end_unknown'
    THEN 'undetermined'
  END AS verdict,
  c.reason,
  CASE
    WHEN CASE c.reason
      WHEN ''
      THEN FALSE
      WHEN 'column_absent'
      THEN TRUE
      WHEN 'does_not_hold'
      THEN TRUE
      WHEN 'unknown'
      THEN TRUE
      ELSE FALSE
    END
    THEN c.measured
  END AS measured,
  CASE
    WHEN CASE c.reason
      WHEN ''
      THEN FALSE
      WHEN 'column_absent'
      THEN TRUE
      WHEN 'does_not_hold'
      THEN TRUE
      WHEN 'unknown'
      THEN TRUE
      ELSE FALSE
    END
    THEN c.allowed
  END AS allowed,
  c.begin_us AS from_us,
  c.end_us AS until_us
FROM r_each_kind_categorised_concluded AS c;

-- The groups each row is counted in; the month is that of the policy's zone.
-- unit_responses_rows_groups
SELECT
  x.subject_no,
  p.officer_id AS officer,
  x.unit_id AS unit,
  x.district,
  x.call_type,
  STRFTIME(
    (
      CAST('1970-01-01' AS DATE) + CAST((
        (
          x.row_us + CASE WHEN x.row_us < 1772956800000000 THEN -21600000000 ELSE -18000000000 END
        ) // (
          86400000000
        )
      ) AS INT)
    ),
    '%Y-%m'
  ) AS month
FROM unit_responses_rows AS x
LEFT JOIN people AS p
  ON p.officer_no = x.officer_no;

-- Of several rows of dispositions with one key, the one of the newest import.
-- dispositions_now
SELECT
  s.finding_id,
  s.state,
  s.local_word,
  s.reason,
  s.decided_by,
  s.decided_at,
  s.utc_offset,
  s.resolution_us,
  s.doubtful,
  s.source_file,
  s.source_row,
  s.import_id,
  s.import_seq
FROM (
  SELECT
    v.finding_id,
    v.state,
    v.local_word,
    v.reason,
    v.decided_by,
    v.decided_at,
    v.utc_offset,
    v.resolution_us,
    v.doubtful,
    v.source_file,
    v.source_row,
    v.import_id,
    v.import_seq,
    ROW_NUMBER() OVER (
      PARTITION BY v.finding_id, v.decided_at
      ORDER BY v.import_seq DESC, v.source_row DESC
    ) AS version_no
  FROM src_dispositions AS v
) AS s
WHERE
  s.version_no = 1;

-- The decision about each finding that stands: the last that was made.
-- dispositions_standing
SELECT
  q.finding_id,
  q.state,
  q.local_word,
  q.reason,
  q.decided_by,
  q.decided_at
FROM (
  SELECT
    LOWER(TRIM(d.finding_id)) AS finding_id,
    d.state,
    d.local_word,
    d.reason,
    d.decided_by,
    d.decided_at,
    ROW_NUMBER() OVER (
      PARTITION BY LOWER(TRIM(d.finding_id))
      ORDER BY COALESCE(EPOCH_US(d.decided_at), 0) DESC, d.import_seq DESC, d.source_row DESC
    ) AS choice_no
  FROM dispositions_now AS d
) AS q
WHERE
  q.choice_no = 1;

-- The violations of covered that a person has cleared since.
-- r_each_kind_covered_looked_cleared (kept)
SELECT
  c.subject_no
FROM (
  SELECT
    q.subject_no,
    q.verdict,
    SUBSTRING(
      SHA256(
        CONCAT(
          CONCAT('each-kind', CHR(31), 'covered'),
          CHR(31),
          COALESCE(q.incident_id, ''),
          CHR(31),
          COALESCE(q.officer_id, ''),
          CHR(31),
          COALESCE(q.recording_id, ''),
          CHR(31),
          COALESCE(q.fact_id, ''),
          CHR(31),
          COALESCE(q.unit_id, ''),
          CHR(31),
          COALESCE(CAST(q.row_us AS TEXT), ''),
          CHR(31),
          CAST(q.number_no - 1 AS TEXT)
        )
      ),
      1,
      16
    ) AS finding_id
  FROM (
    SELECT
      q.incident_id,
      q.officer_id,
      q.recording_id,
      q.fact_id,
      q.unit_id,
      q.row_us,
      q.subject_no,
      q.verdict,
      ROW_NUMBER() OVER (
        PARTITION BY q.incident_id, q.officer_id, q.recording_id, q.fact_id, q.unit_id, q.row_us
        ORDER BY q.source_file, q.source_row, q.subject_no
      ) AS number_no
    FROM (
      SELECT
        o.subject_no,
        o.verdict,
        o.unit_id,
        o.row_us,
        p.officer_id,
        x.incident_id,
        x.recording_id,
        CAST(NULL AS TEXT) AS fact_id,
        x.source_file,
        x.source_row
      FROM r_each_kind_covered_looked AS o
      JOIN unit_responses_rows AS x
        ON x.subject_no = o.subject_no
      LEFT JOIN people AS p
        ON p.officer_no = o.officer_no
      WHERE
        o.state = 'bound' AND NOT o.verdict = 'compliant'
    ) AS q
  ) AS q
) AS c
JOIN dispositions_standing AS d
  ON d.finding_id = c.finding_id
WHERE
  c.verdict = 'violation'
  AND d.state IN ('exonerated', 'unfounded', 'data_quality');

-- The obligations under covered by verdict and officer.
-- r_each_kind_goal_counts (kept)
SELECT
  SUM(CASE WHEN o.verdict = 'compliant' THEN 1 ELSE 0 END) AS c,
  SUM(CASE WHEN o.verdict = 'violation' AND gone.subject_no IS NULL THEN 1 ELSE 0 END) AS v,
  SUM(CASE WHEN o.verdict = 'undetermined' THEN 1 ELSE 0 END) AS u,
  g.officer
FROM r_each_kind_covered_looked AS o
LEFT JOIN unit_responses_rows_groups AS g
  ON g.subject_no = o.subject_no
LEFT JOIN r_each_kind_covered_looked_cleared AS gone
  ON gone.subject_no = o.subject_no
WHERE
  o.state = 'bound'
GROUP BY
  g.officer;

-- One row for each group that is judged.
-- r_each_kind_goal_rows (kept)
SELECT
  ROW_NUMBER() OVER (ORDER BY k.officer) AS subject_no,
  COALESCE(k.c, 0) AS c,
  COALESCE(k.v, 0) AS v,
  COALESCE(k.u, 0) AS u,
  p.officer_no AS officer_no,
  CAST(NULL AS TEXT) AS unit_id,
  CAST(NULL AS TEXT) AS district,
  CAST(NULL AS TEXT) AS month,
  CAST(NULL AS TEXT) AS call_type,
  CAST(NULL AS TEXT) AS incident_id,
  CAST(NULL AS TEXT) AS recording_id,
  CAST(NULL AS TEXT) AS number,
  CAST(NULL AS BIGINT) AS row_us,
  CAST(NULL AS TEXT) AS source_file,
  CAST(NULL AS BIGINT) AS source_row
FROM r_each_kind_goal_counts AS k
LEFT JOIN people AS p
  ON p.officer_id = k.officer;

-- Whether each group reaches 90 %.
-- r_each_kind_goal_judged
SELECT
  q.subject_no,
  q.officer_no,
  q.unit_id,
  q.district,
  q.call_type,
  q.row_us,
  q.c,
  q.v,
  q.u,
  CASE
    WHEN (
      q.c + q.v + q.u
    ) = 0
    THEN 'nothing_to_judge'
    WHEN (
      q.c + q.v + q.u
    ) < 1
    THEN 'too_few'
    WHEN q.c * 100000 >= 90000 * (
      q.c + q.v + q.u
    )
    THEN ''
    WHEN (
      q.c + q.u
    ) * 100000 < 90000 * (
      q.c + q.v + q.u
    )
    THEN 'under_goal'
    ELSE 'between'
  END AS reason
FROM r_each_kind_goal_rows AS q;

-- One row for each group under goal.
-- r_each_kind_goal
SELECT
  j.subject_no,
  j.officer_no,
  j.unit_id,
  j.district,
  j.call_type,
  j.row_us,
  'bound' AS state,
  CASE j.reason
    WHEN ''
    THEN 'compliant'
    WHEN 'under_goal'
    THEN 'violation'
    ELSE 'undetermined'
  END AS verdict,
  j.reason,
  CASE
    WHEN j.reason = 'under_goal'
    THEN (
      (
        (
          j.c + j.u
        ) * 1000000
      ) // (
        j.c + j.v + j.u
      )
    )
    WHEN j.reason IN ('too_few', 'nothing_to_judge')
    THEN j.c + j.v + j.u
  END AS measured,
  CASE
    WHEN j.reason IN ('under_goal', 'between')
    THEN 900000
    WHEN j.reason = 'too_few'
    THEN 1
  END AS allowed,
  CAST(NULL AS BIGINT) AS from_us,
  CAST(NULL AS BIGINT) AS until_us
FROM r_each_kind_goal_judged AS j;
