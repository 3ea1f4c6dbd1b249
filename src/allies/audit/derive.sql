-- What follows from the facts, worked out a second time. `file` holds the YAML files as JSON, `on_day` a day, `told`
-- the pairs of which the answer is asked for each day up to it on which it can change; without one, that of every pair
-- is asked for the day alone. lo() and hi() give the first and the last day that a date can be; value() what stands at
-- a ref, led() the first of some refs that leads to a value, printed() whether a source was seen to print it. Nothing
-- here is the engine's.

CREATE TABLE state AS
SELECT json_extract(data, '$.code') AS code, json_extract(data, '$.status') AS status,
    json_extract(data, '$.continues.state') AS continues, lo(json_extract(data, '$.began.date')) AS began_lo,
    hi(json_extract(data, '$.ended.date')) AS ended_hi, data FROM file WHERE folder = 'states';
CREATE UNIQUE INDEX state_code ON state (code);

-- owed_by and owed_to: lists of codes, where not everybody owes it, or not to everybody.
CREATE TABLE obligation AS
SELECT f.id AS treaty, o.key AS number, json_extract(value, '$.kind') AS kind, value AS data,
    json_extract(value, '$.kind') IN ('defense', 'offense') AS ally,
    json_extract(value, '$.kind') IN ('neutrality', 'nonaggression', 'consultation') AS lesser,
    nullif(json_extract(value, '$.owed_by'), '[]') AS owed_by, nullif(json_extract(value, '$.owed_to'), '[]') AS owed_to
FROM file f, json_each(data, '$.obligations') o WHERE folder = 'treaties';
CREATE UNIQUE INDEX obligation_of ON obligation (treaty, number);

CREATE TABLE treaty AS
SELECT id, json_type(data, '$.contested') IS NOT NULL AS contested, coalesce(json_extract(data, '$.open'), 0) AS open,
    EXISTS (SELECT 1 FROM obligation WHERE treaty = id AND ally) AS alliance,
    NOT EXISTS (SELECT 1 FROM obligation WHERE treaty = id) AS silent,
    hi(json_extract(data, '$.signed')) AS signed_hi, lo(json_extract(data, '$.entry_into_force')) AS force_lo,
    json_type(data, '$.unread') IS NOT NULL AS unread, data FROM file WHERE folder = 'treaties';
CREATE UNIQUE INDEX treaty_id ON treaty (id);

-- The days that begin and that can end the time in which a treaty binds a party.
CREATE TABLE edge AS
WITH entry AS (
    SELECT t.id AS treaty, p.key AS code, 'treaties/' || t.id || '#' AS at, '/parties/' || p.key || '/' AS own
    FROM treaty t, json_each(data, '$.parties') p),
place AS (
    SELECT treaty, code, 'from' AS side, 0 AS rank, led(at || own || 'bound_from', at
        || '/entry_into_force') AS ref FROM entry
    UNION ALL SELECT treaty, code, 'until', 0, led(at || own || 'denunciation/effective') FROM entry
    UNION ALL SELECT treaty, code, 'until', 1, led(at || own || 'bound_until') FROM entry
    UNION ALL SELECT treaty, code, 'until', 2, led(at || '/ended/date') FROM entry)
SELECT *, lo(value(ref)) AS lo, hi(value(ref)) AS hi FROM place WHERE ref IS NOT NULL;
CREATE INDEX edge_of ON edge (treaty, code, side);

-- A party: since when and until when it is bound, whether a source prints it, since when it is contested. What has
-- ended, nobody knows since when it bound, can have begun on any day.
CREATE TABLE party AS
WITH entry AS (
    SELECT t.id AS treaty, p.key AS code, json_type(data, '$.ended') IS NOT NULL AS ended,
        lo(coalesce(json_extract(value, '$.signed'), json_extract(data, '$.signed'))) AS signed,
        lo(json_extract(data, '$.contested_for.' || p.key || '.since')) AS since_lo
    FROM treaty t, json_each(data, '$.parties') p)
SELECT treaty, code, CASE WHEN lo IS NOT NULL THEN max(lo, signed) WHEN ended THEN signed END AS lo,
    CASE WHEN lo IS NOT NULL THEN hi WHEN ended THEN '9999-12-31' END AS hi,
    (SELECT min(lo) FROM edge u WHERE u.treaty = entry.treaty AND u.code = entry.code AND side = 'until') AS end_lo,
    (SELECT min(hi) FROM edge u WHERE u.treaty = entry.treaty AND u.code = entry.code AND side = 'until') AS end_hi,
    coalesce(printed(ref), 0) AS printed, since_lo
FROM entry LEFT JOIN (SELECT treaty, code, ref, lo, hi FROM edge WHERE side = 'from') USING (treaty, code);
CREATE UNIQUE INDEX party_of ON party (treaty, code);
CREATE INDEX party_state ON party (code);

-- A party to a treaty that made one state of all, and which party stands for that state.
CREATE TABLE united AS
SELECT p.code, json_extract(data, '$.union') AS whole, p.hi, end_lo, value(f.ref) AS since, value(u.ref) AS until
FROM treaty t JOIN party p ON p.treaty = id LEFT JOIN edge f ON f.treaty = id AND f.code = p.code AND f.side = 'from'
LEFT JOIN edge u ON u.treaty = id AND u.code = p.code AND u.side = 'until' WHERE p.code <> whole;

CREATE TABLE exception AS
SELECT t.id AS treaty, e.key AS number,
    json_extract(value, '$.between[0]') AS a, json_extract(value, '$.between[1]') AS b,
    lo(json_extract(value, '$.since')) AS since_lo, hi(json_extract(value, '$.until')) AS until_hi
FROM treaty t, json_each(data, '$.exceptions') e;

-- What was compared whole, or followed, and for which years; listed: for the states alone that the Correlates of War
-- list.
CREATE TABLE register AS
SELECT f.id AS search, json_extract(data, '$.about') AS about, json_extract(data, '$.about') = 'everyone' AS everyone,
    'searches/' || f.id || '#/registers/' || r.key || '/' || column1 AS ref, column1 = 'compared' AS whole,
    lo(json_extract(value, '$.' || column1)) AS lo, hi(json_extract(value, '$.' || column1)) AS hi,
    json_type(value, '$.states') IS NOT NULL AS listed
FROM file f, json_each(data, '$.registers') r, (VALUES ('compared'), ('followed'))
WHERE folder = 'searches' AND json_type(value, '$.' || column1) IS NOT NULL
ORDER BY everyone, f.id, r.id, column1;
CREATE TABLE listed AS
SELECT code, json_extract(value, '$.since') || '-01-01' AS lo, coalesce(json_extract(value, '$.until'), 9999)
    || '-12-31' AS hi
FROM state, json_each(data, '$.cow');

-- An alliance that a register names, and no text of which was found.
CREATE TABLE unfound AS
WITH difference AS (
    SELECT 'comparisons/' || f.id || '#/differences/' || d.key AS ref, json_extract(data, '$.source') AS source, value
    FROM file f, json_each(data, '$.differences') d
    WHERE folder = 'comparisons' AND json_extract(value, '$.reason') = 'text-not-found'
        AND json_extract(value, '$.weaker') IS NULL),
side AS (
    SELECT ref, s.value AS code FROM difference d, json_each(d.value, '$.states') s
    UNION SELECT ref, code FROM difference JOIN party ON treaty = json_extract(value, '$.treaty')
    WHERE coalesce(json_extract(value, '$.states'), '[]') = '[]')
SELECT ref, source, p.code AS a, q.code AS b, lo(json_extract(value, '$.years')) AS lo, hi(json_extract(value,
    '$.years')) AS hi
FROM difference JOIN side p USING (ref) JOIN side q USING (ref) WHERE p.code < q.code;

CREATE TABLE spell AS
WITH member AS (SELECT f.id AS organization, m.key AS code, value FROM file f, json_each(data, '$.members') m
    WHERE folder = 'organizations'),
time AS (SELECT organization, code, value FROM member
    UNION ALL SELECT organization, code, e.value FROM member m, json_each(m.value, '$.earlier') e)
SELECT organization, code, lo(json_extract(value, '$.joined')) AS lo, hi(json_extract(value, '$.joined')) AS hi,
    lo(json_extract(value, '$.left')) AS end_lo, hi(json_extract(value, '$.left')) AS end_hi FROM time;

CREATE TABLE belligerent AS
WITH side AS (
    SELECT f.id AS conflict, s.key AS side, c.value AS code, 'conflicts/' || f.id || '#' AS at,
        '/took_part/' || c.value || '/' AS own, EXISTS (SELECT 1 FROM json_each(data, '$.counted_by')
            WHERE coalesce(json_extract(value, '$.intensity'), 2) = 2) AS war
    FROM file f, json_each(data, '$.sides') s, json_each(s.value) c WHERE folder = 'conflicts'),
time AS (
    SELECT conflict, side, code, war, led(at || own || 'from', at || '/start') AS from_ref,
        led(at || own || 'until', at || '/stopped/date') AS until_ref FROM side)
SELECT conflict, side, code, war, from_ref, lo(value(from_ref)) AS from_lo, hi(value(from_ref)) AS from_hi,
    until_ref, lo(value(until_ref)) AS until_lo, hi(value(until_ref)) AS until_hi FROM time;

-- A state and those it continues, the present one first.
CREATE TABLE line AS
WITH RECURSIVE up (code, ancestor, rank) AS (
    SELECT code, code, 0 FROM state
    UNION SELECT up.code, state.continues, rank + 1 FROM up JOIN state ON state.code = ancestor
    WHERE state.continues IS NOT NULL AND rank < 20)
SELECT code, ancestor, min(rank) AS rank FROM up GROUP BY code, ancestor;

-- The party as which a treaty concerns a state: itself, or the nearest one that it continues.
CREATE TABLE acting AS
SELECT line.code AS state, treaty, party.code AS party, min(rank) AS rank
FROM line JOIN party ON party.code = ancestor GROUP BY line.code, treaty;
CREATE INDEX acting_state ON acting (state, treaty);

-- An alliance that a register names, and no text of which was found, between the states of today.
CREATE TABLE counted AS
SELECT DISTINCT ref, source, min(x.code, y.code) AS a, max(x.code, y.code) AS b, lo, hi
FROM unfound u JOIN line x ON x.ancestor = u.a JOIN line y ON y.ancestor = u.b WHERE x.code <> y.code;
CREATE INDEX counted_pair ON counted (a, b);

-- Which answers are asked for: of two states, in the order of their codes, on a day.
CREATE TABLE asked AS
WITH dated AS (
    SELECT treaty, code, value(ref) AS date FROM edge
    UNION SELECT id, NULL, json_extract(data, '$.signed') FROM treaty
    UNION SELECT t.id, p.key, json_extract(value, '$.signed') FROM treaty t, json_each(data, '$.parties') p
    UNION SELECT t.id, c.key, json_extract(value, '$.since') FROM treaty t, json_each(data, '$.contested_for') c
    UNION SELECT t.id, NULL, json_extract(value, '$.' || column1)
    FROM treaty t, json_each(data, '$.exceptions'), (VALUES ('since'), ('until'))),
common AS (
    SELECT a, b, lo(date) AS lo, hi(date) AS hi
    FROM told JOIN acting x ON x.state = a JOIN acting y ON y.state = b AND y.treaty = x.treaty AND y.party <> x.party
    JOIN dated ON dated.treaty = x.treaty AND coalesce(code IN (x.party, y.party), 1)
    WHERE x.treaty IN (SELECT id FROM treaty WHERE unread OR NOT silent)),
compared AS (
    SELECT a, b, lo, hi FROM told JOIN register ON everyone OR instr(about, a) AND instr(about, b)),
reach AS (
    SELECT * FROM compared UNION SELECT a, b, lo, hi FROM told JOIN counted USING (a, b)
    UNION SELECT a, b, max(l.lo, first), max(l.hi, substr(first, 1, 4) || '-12-31')
    FROM (SELECT a, b, min(lo) AS first FROM compared GROUP BY a, b) JOIN line ON line.code IN (a, b)
    JOIN listed l ON l.code = ancestor),
turn AS (
    SELECT a, b, lo AS turn FROM common UNION SELECT a, b, hi FROM common UNION SELECT a, b, lo FROM reach
    UNION SELECT a, b, date(hi, '+1 day') FROM reach UNION SELECT a, b, day FROM told, on_day)
SELECT a, b, turn AS day FROM turn, on_day WHERE turn <= day
UNION ALL SELECT x.code, y.code, day FROM state x JOIN state y ON x.code < y.code, on_day
WHERE NOT EXISTS (SELECT 1 FROM told);
CREATE TABLE days AS SELECT DISTINCT day FROM asked;
CREATE UNIQUE INDEX days_day ON days (day);

-- Whether a treaty binds a party: yes, no, over, contested or unknown; and whether it is signed, and awaits its force.
CREATE VIEW bound AS
SELECT treaty, code, day, signed_hi <= day AND coalesce(force_lo > day, 1) AND coalesce(party.lo > day, 1)
    AND NOT coalesce(party.end_hi <= day, 0) AS awaited, CASE
    WHEN party.end_hi <= day AND (party.lo IS NULL OR party.hi <= day OR party.hi = '9999-12-31') THEN 'over'
    WHEN party.lo IS NULL OR party.lo > day OR party.end_hi <= day THEN 'no'
    WHEN party.hi > day OR party.end_lo <= day THEN 'unknown'
    WHEN contested OR since_lo <= day THEN 'contested'
    WHEN printed AND NOT unread THEN 'yes' ELSE 'unknown' END AS value
FROM days, party JOIN treaty ON id = treaty;

-- Who succeeds to a side of a treaty of two: two of them owe each other nothing by it.
CREATE TABLE heir AS
SELECT t.id AS treaty, p.key AS code FROM treaty t, json_each(data, '$.parties') p
WHERE json_extract(value, '$.consent') = 'succession' AND 2 = (SELECT count(*) FROM json_each(data, '$.parties')
    WHERE coalesce(json_extract(value, '$.consent'), '') <> 'succession');

-- Whether a treaty binds both of two states, in the order of their codes.
CREATE TABLE both AS
SELECT x.treaty, a, b, asked.day, x.party AS a_as, y.party AS b_as, CASE
    WHEN p.awaited AND q.awaited THEN 'awaited'
    WHEN p.value IN ('no', 'over') OR q.value IN ('no', 'over') THEN 'no'
    WHEN 'unknown' IN (p.value, q.value) THEN 'unknown'
    WHEN 'contested' IN (p.value, q.value) OR EXISTS (
        SELECT 1 FROM exception e WHERE e.treaty = x.treaty AND e.since_lo <= asked.day
        AND (e.until_hi IS NULL OR e.until_hi > asked.day)
        AND ((e.a = x.party AND e.b = y.party) OR (e.a = y.party AND e.b = x.party))) THEN 'contested'
    ELSE 'yes' END AS value
FROM acting x CROSS JOIN acting y ON y.treaty = x.treaty AND y.state > x.state AND y.party <> x.party
CROSS JOIN asked ON asked.a = x.state AND asked.b = y.state
JOIN bound p ON p.treaty = x.treaty AND p.code = x.party AND p.day = asked.day
JOIN bound q ON q.treaty = y.treaty AND q.code = y.party AND q.day = asked.day
WHERE (x.treaty, x.party) NOT IN heir OR (y.treaty, y.party) NOT IN heir;
CREATE UNIQUE INDEX both_pair ON both (a, b, treaty, day);

-- What each would owe the other under a treaty, of whatever kind where its text was not read; and under one that binds
-- both, or may.
CREATE VIEW owing AS
SELECT both.*, number, kind, ally, lesser, coalesce(instr(owed_by, a_as), 1) AND coalesce(instr(owed_to, b_as), 1) AS a_owes,
    coalesce(instr(owed_by, b_as), 1) AND coalesce(instr(owed_to, a_as), 1) AS b_owes
FROM both JOIN obligation USING (treaty)
UNION ALL SELECT both.*, -1, '', 1, 0, 1, 1 FROM both JOIN treaty ON id = treaty WHERE unread AND silent;
CREATE VIEW owes AS SELECT * FROM owing WHERE value <> 'no' AND (a_owes OR b_owes);

CREATE TABLE bond AS
SELECT a, b, day, a_as, b_as, treaty, number, kind, value, a_owes, b_owes, ally, lesser, open
FROM owes JOIN treaty ON id = treaty WHERE value <> 'awaited';
CREATE INDEX bond_pair ON bond (a, b, day);

-- What may bind two states, or come to: signed, and not known to be in force, or not confirmed.
CREATE TABLE pending AS
SELECT DISTINCT a, b, treaty, replace(value, 'unknown', 'unconfirmed') AS value FROM owes
WHERE value IN ('awaited', 'unknown');
CREATE INDEX pending_pair ON pending (a, b);

-- The registers of a day or of one before it, the states that each covers in a year, and the searches that reach the
-- day for two states; then what a register names, and no text, on the day.
CREATE TABLE way AS
SELECT register.*, register.rowid AS place, day, min(substr(hi, 1, 4), substr(day, 1, 4)) AS year,
    day BETWEEN lo AND hi AS there
FROM register, days WHERE day BETWEEN lo AND hi OR whole AND lo <= day;
CREATE INDEX way_day ON way (day, there);
CREATE TABLE covered AS
SELECT place, year, code FROM (SELECT DISTINCT place, year, everyone, about, listed FROM way), state
WHERE (everyone OR instr(about, code)) AND (NOT listed OR EXISTS (SELECT 1 FROM line
    JOIN listed l ON l.code = ancestor WHERE line.code = state.code
    AND year BETWEEN substr(l.lo, 1, 4) AND substr(l.hi, 1, 4)));
CREATE UNIQUE INDEX covered_state ON covered (place, year, code);
CREATE TABLE searched AS
SELECT a, b, asked.day, search, min(place) AS place
FROM asked JOIN way ON way.day = asked.day AND there JOIN covered p USING (place, year)
JOIN covered q USING (place, year) WHERE p.code = a AND q.code = b GROUP BY a, b, asked.day, search;
CREATE INDEX searched_pair ON searched (a, b, day);
CREATE TABLE missing AS SELECT ref, source, a, b, day FROM counted JOIN asked USING (a, b) WHERE day BETWEEN lo AND hi;
CREATE INDEX missing_pair ON missing (a, b, day);

-- Every answer: what decides it, in the order of its rank.
CREATE TABLE answer AS
WITH bonds AS (
    SELECT a, b, day, max(ally AND value = 'yes') AS sure, max(ally AND value = 'contested') AS contested,
        max(ally AND value = 'unknown') AS unclear, max(lesser AND NOT open AND value <> 'unknown') AS lesser,
        max(a_owes AND ally AND value = 'yes') + max(b_owes AND ally AND value = 'yes') < 2 AS one_way
    FROM bond GROUP BY a, b, day),
every AS (
    SELECT *, EXISTS (SELECT 1 FROM missing m WHERE (m.a, m.b, m.day) = (asked.a, asked.b, asked.day)) AS doubt,
        EXISTS (SELECT 1 FROM searched s WHERE (s.a, s.b, s.day) = (asked.a, asked.b, asked.day)) AS reached
    FROM asked)
SELECT a, b, day, CASE
    WHEN sure THEN 'allies' WHEN contested THEN 'disputed' WHEN unclear OR doubt OR NOT reached THEN 'unknown'
    WHEN lesser THEN 'lesser-pact' ELSE 'not-allies' END AS value, coalesce(sure AND one_way, 0) AS one_way
FROM every LEFT JOIN bonds USING (a, b, day);
CREATE UNIQUE INDEX answer_pair ON answer (a, b, day);

-- Of what binds two states, what makes the answer what it is; the treaties on which an unknown one hangs; and what each
-- answer rests on, in order.
CREATE TABLE deciding AS
SELECT bond.* FROM bond JOIN answer USING (a, b, day) WHERE CASE answer.value
    WHEN 'allies' THEN ally AND bond.value = 'yes' WHEN 'disputed' THEN ally AND bond.value = 'contested'
    WHEN 'lesser-pact' THEN lesser AND NOT open AND bond.value IN ('yes', 'contested') END;
CREATE INDEX deciding_pair ON deciding (a, b);
CREATE TABLE unclear AS
SELECT DISTINCT a, b, day, treaty FROM bond JOIN answer USING (a, b, day) JOIN treaty ON id = treaty
WHERE answer.value = 'unknown' AND bond.value = 'unknown' AND (alliance OR silent);
CREATE INDEX unclear_pair ON unclear (a, b);
CREATE TABLE ground AS
SELECT a, b, day, treaty || ':' || kind || iif(value = 'contested', '?', '') AS ground, treaty AS place, number
FROM deciding
UNION ALL SELECT a, b, day, treaty, treaty, 0 FROM unclear
UNION ALL SELECT a, b, day, ref, ref, 0 FROM missing m JOIN answer USING (a, b, day)
    WHERE value = 'unknown' AND (a, b, day) NOT IN (SELECT a, b, day FROM unclear)
UNION ALL SELECT a, b, day, search, '', place FROM searched JOIN answer USING (a, b, day) WHERE value = 'not-allies';
CREATE TABLE reason AS
SELECT a, b, day, group_concat(ground, ' ') AS because FROM (
    SELECT a, b, day, ground FROM ground GROUP BY a, b, day, ground ORDER BY a, b, day, min(place), min(number))
GROUP BY a, b, day;
CREATE UNIQUE INDEX reason_pair ON reason (a, b, day);
