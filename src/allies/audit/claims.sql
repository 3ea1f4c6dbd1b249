-- What pages may say, and have to, by what follows from the facts. `related` holds whether two states have relations,
-- and what is shown of it.

CREATE TABLE commitment AS
SELECT id, led('commitments/' || id || '#/in_force_from', 'commitments/' || id || '#/date') AS from_ref,
    led('commitments/' || id || '#/ended/date') AS until_ref, json_extract(data, '$.parties.by') AS by_whom,
    json_extract(data, '$.parties.to') AS to_whom, json_type(data, '$.agreed_for') IS NOT NULL AS agreed
FROM file WHERE folder = 'commitments';
-- What one of two states undertakes toward the other, and whether it surely stands.
CREATE TABLE undertaken AS
SELECT DISTINCT c.id AS commitment, min(x.value, y.value) AS a, max(x.value, y.value) AS b, lo(value(from_ref)) AS lo,
    hi(value(from_ref)) <= day AND coalesce(lo(value(until_ref)) > day, 1) AS stands
FROM on_day, commitment c, json_each(by_whom) x, json_each(to_whom) y WHERE x.value <> y.value;
CREATE INDEX undertaken_pair ON undertaken (a, b);
CREATE TABLE standing AS
SELECT a, b, json_group_array('commitments/' || commitment) AS ids
FROM (SELECT * FROM undertaken WHERE stands ORDER BY lo, commitment) GROUP BY a, b;
CREATE INDEX standing_pair ON standing (a, b);
-- Who came to a treaty that others had signed, or signed it after the day.
CREATE TABLE joined AS
SELECT t.id AS treaty, p.key AS code FROM on_day, treaty t, json_each(data, '$.parties') p
WHERE json_extract(value, '$.consent') = 'accession' OR hi(json_extract(value, '$.signed')) > day;

-- What the last edition that changed an answer made of it, where it is that still.
CREATE TABLE revised AS
WITH every AS (
    SELECT substr(c.key, 1, 3) AS a, substr(c.key, 5) AS b, json_extract(data, '$.edition') AS edition,
        json_extract(value, '$.now') AS now, json_extract(value, '$.how') AS how,
        json_object('edition', 'revisions/' || f.id || '#/edition',
            'was', 'revisions/' || f.id || '#/answers/' || c.key || '/was',
            'now', 'revisions/' || f.id || '#/answers/' || c.key || '/now', 'treaties', json((
                SELECT json_group_array('treaties/' || t.value) FROM json_each(c.value, '$.because') t))) AS slots
    FROM file f, json_each(data, '$.answers') c WHERE folder = 'revisions')
SELECT e.* FROM every e JOIN answer USING (a, b) JOIN on_day USING (day) WHERE now = iif(one_way, 'one-way', answer.value)
AND edition = (SELECT max(edition) FROM every o WHERE (o.a, o.b) = (e.a, e.b));

-- Whether a state, by itself or in the seat of one that it continues, belongs to an organization.
CREATE TABLE member AS
SELECT line.code AS state, organization, max(CASE
    WHEN lo > day OR end_hi <= day THEN 0 WHEN hi <= day AND (end_lo IS NULL OR end_lo > day) THEN 2
        ELSE 1 END) AS value
FROM on_day, line JOIN spell ON spell.code = ancestor GROUP BY line.code, organization;
CREATE UNIQUE INDEX member_of ON member (state, organization);

-- The alliances that bound both to each other and had ended by the day.
CREATE TABLE earlier AS
SELECT a, b, o.treaty, max(p.lo, q.lo) AS start, max(a_owes) AS a_owes, max(b_owes) AS b_owes
FROM owing o JOIN treaty t ON t.id = o.treaty
JOIN party p ON p.treaty = o.treaty AND p.code = a_as JOIN party q ON q.treaty = o.treaty AND q.code = b_as
WHERE NOT contested AND NOT unread AND p.hi < '9999' AND q.hi < '9999' AND ally AND (a_owes OR b_owes)
AND (p.end_hi <= day OR q.end_hi <= day)
AND min(coalesce(p.end_hi, '9999'), coalesce(q.end_hi, '9999')) > max(p.lo, q.lo) GROUP BY a, b, o.treaty;
CREATE INDEX earlier_pair ON earlier (a, b);

-- The conflicts of a state: its own or those of the nearest one that it continues, and the side that this one was on.
CREATE TABLE fought AS
SELECT line.code AS state, belligerent.*, min(rank) AS rank
FROM line JOIN belligerent ON belligerent.code = ancestor GROUP BY line.code, conflict;
CREATE INDEX fought_conflict ON fought (conflict, side);

-- When two states, in the order of their codes, were in one conflict, together or opposed: from the later first day to
-- the earlier last one.
CREATE TABLE met AS
SELECT x.state AS a, y.state AS b, x.conflict, x.code AS a_as, y.code AS b_as, x.war, x.side = y.side AS together,
    iif(x.from_lo >= y.from_lo, x.from_ref, y.from_ref) AS from_ref, max(x.from_lo, y.from_lo) AS start,
    iif(x.from_lo >= y.from_lo, x.from_hi, y.from_hi) AS started,
    CASE WHEN x.until_hi IS NULL OR y.until_hi < x.until_hi THEN y.until_ref ELSE x.until_ref END AS until_ref,
    CASE WHEN x.until_hi IS NULL OR y.until_hi < x.until_hi THEN y.until_lo ELSE x.until_lo END AS until_lo,
    CASE WHEN x.until_hi IS NULL OR y.until_hi < x.until_hi THEN y.until_hi ELSE x.until_hi END AS until_hi
FROM fought x JOIN fought y ON x.conflict = y.conflict AND x.code <> y.code AND x.state < y.state
WHERE coalesce(min(coalesce(x.until_hi, '9999'), coalesce(y.until_hi, '9999')) >= max(x.from_lo, y.from_lo), 1);
CREATE TABLE opposed AS SELECT * FROM met WHERE NOT together;
CREATE INDEX opposed_pair ON opposed (a, b);

-- The allies of the states that are there on the day, and what is said beside the answer for every two: what each rank
-- has, the phrase, and by slot the refs of what it shows. Of allies, only the first three ranks are asked; of those who may
-- be allies still, no earlier alliance.
CREATE TABLE ally AS
SELECT a AS x, b AS y FROM answer WHERE value = 'allies' UNION ALL SELECT b, a FROM answer WHERE value = 'allies';
CREATE TABLE alive AS
SELECT code, continues FROM state, on_day
WHERE status <> 'territory' AND coalesce(began_lo <= day, 1) AND coalesce(ended_hi > day, 1)
    AND code NOT IN (SELECT code FROM united WHERE hi <= day AND coalesce(end_lo > day, 1));
DELETE FROM alive WHERE continues IN (SELECT code FROM alive);
DELETE FROM ally WHERE x NOT IN (SELECT code FROM alive) OR y NOT IN (SELECT code FROM alive);
CREATE INDEX ally_of ON ally (y, x);

CREATE TABLE neutral AS
SELECT code, 'neutral-' || json_extract(data, '$.neutrality.kind') AS said, 'states/' || lower(code)
    || '#/neutrality/date' AS ref, json_object('state', 'states/' || lower(code), 'since', 'states/' || lower(code)
    || '#/neutrality/date') AS slots FROM state, on_day WHERE hi(json_extract(data, '$.neutrality.date')) <= day;
CREATE TABLE beside AS
WITH conflict AS (
    SELECT a, b, CASE WHEN until_hi < day THEN 2 WHEN together THEN 5 ELSE 1 END AS rank, iif(until_ref IS NULL, '', 'were-')
            || CASE WHEN together THEN 'on-one-side' WHEN war THEN 'at-war' ELSE 'in-conflict' END || iif(value(from_ref) = value(until_ref), '-within', '') AS said,
        iif(until_ref IS NULL OR value(from_ref) = value(until_ref),
            json_object('since', from_ref, 'conflict', 'conflicts/' || conflict),
            json_object('since', from_ref, 'until', until_ref, 'conflict', 'conflicts/' || conflict)) AS slots,
        row_number() OVER (PARTITION BY a, b, together, until_hi < day
            ORDER BY iif(until_hi < day, until_hi, '') DESC, war DESC, start, conflict) AS place
    FROM met, on_day WHERE started <= day AND coalesce(until_lo >= day, 1)
        OR NOT together AND until_hi < day AND until_hi >= date(day, '-3653 days')),
signed AS (
    SELECT a, b, treaty, row_number() OVER (PARTITION BY a, b ORDER BY signed_hi DESC, treaty DESC) AS place
    FROM owes JOIN treaty ON id = treaty
    WHERE value = 'awaited' AND ally AND kind <> '' AND NOT EXISTS (SELECT 1 FROM joined j
        WHERE j.treaty = owes.treaty AND j.code IN (a_as, b_as))),
pact AS (
    SELECT a, b, treaty, kind, row_number() OVER (PARTITION BY a, b ORDER BY treaty, number) AS place
    FROM deciding WHERE value = 'yes' AND lesser),
shared AS (
    SELECT p.x AS a, q.x AS b, p.y AS other, count(*) OVER (PARTITION BY p.x, q.x) AS many,
        row_number() OVER (PARTITION BY p.x, q.x ORDER BY p.y) AS place
    FROM ally p JOIN ally q ON p.y = q.y AND p.x < q.x
    JOIN answer ON answer.a = p.x AND answer.b = q.x AND answer.value <> 'allies'),
common AS (
    SELECT a, b, many, json_group_array('states/' || lower(other)) AS others FROM shared
        WHERE place <= 3 GROUP BY a, b),
ended AS (
    SELECT e.a, e.b, e.treaty, row_number() OVER (PARTITION BY e.a, e.b
        ORDER BY min(coalesce(p.end_hi, '9999'), coalesce(q.end_hi, '9999')) DESC, e.treaty DESC) AS place
    FROM earlier e JOIN both USING (a, b, treaty)
    JOIN treaty ON id = e.treaty AND json_extract(data, '$.wartime') IS NOT 1
    JOIN party p ON p.treaty = e.treaty AND p.code = a_as JOIN party q ON q.treaty = e.treaty AND q.code = b_as),
ranked AS (
    SELECT a, b, rank, said, slots FROM conflict WHERE place = 1
    UNION ALL SELECT a, b, 3, CASE value WHEN 'no' THEN 'no-relations' WHEN 'none' THEN 'no-relations-on' ELSE value END,
        slots FROM related WHERE value NOT IN ('yes', 'recognized')
    UNION ALL SELECT a, b, 7, 'commitments', json_object('commitments', json(ids)) FROM standing
    UNION ALL SELECT a, b, 4, 'pending', json_object('treaty', 'treaties/' || treaty, 'date', 'treaties/' || treaty
        || '#/signed')
        FROM signed WHERE place = 1
    UNION ALL SELECT a, b, 6, 'pact-of-' || kind, json_object('treaty', 'treaties/' || treaty) FROM pact WHERE place = 1
    UNION ALL SELECT a, b, 8, 'cooperation', json_object('treaty', 'treaties/' || min(treaty)) FROM bond
        WHERE kind = 'cooperation' AND value = 'yes' AND NOT open GROUP BY a, b
    UNION ALL SELECT a, b, 9, iif(two.said IS NULL, one.said, 'neutral-both'), iif(two.said IS NULL, one.slots, json_object(
        'a', 'states/' || lower(a), 'a_since', one.ref, 'b', 'states/' || lower(b), 'b_since', two.ref))
        FROM answer JOIN neutral one ON one.code IN (a, b) LEFT JOIN neutral two ON one.code = a AND two.code = b
        WHERE one.code = a OR a NOT IN (SELECT code FROM neutral)
    UNION ALL SELECT a, b, 10, iif(many > 3, 'common-allies-and-others', 'common-allies'), json_object('others',
        json(others))
        FROM common
    UNION ALL SELECT a, b, 11, 'earlier', json_object('treaty', 'treaties/' || treaty) FROM ended WHERE place = 1)
SELECT a, b, said, slots, min(rank) AS rank FROM ranked JOIN answer USING (a, b)
WHERE rank <= 3 OR value <> 'allies' AND (rank < 11 OR value NOT IN ('disputed', 'unknown')) GROUP BY a, b;
CREATE UNIQUE INDEX beside_pair ON beside (a, b);

-- Whether the words of a promise are unseen; and the member by whose day a state surely belongs to an organization.
CREATE TABLE wording AS
WITH row AS (
    SELECT treaty, number, max(json_type(e.value, '$.printed') IS NOT NULL
        AND NOT coalesce(json_extract(s.data, '$.figures'), 0)) AS worded
    FROM obligation o, json_each(o.data, '$.evidence') e
    LEFT JOIN file s ON s.folder = 'sources' AND s.id = json_extract(e.value, '$.source')
    WHERE json_extract(e.value, '$.supports') = 'kind' GROUP BY treaty, number)
SELECT o.treaty, o.number, o.data, CASE worded WHEN 1 THEN 'no' WHEN 0 THEN 'coded' ELSE 'yes' END AS unseen
FROM obligation o LEFT JOIN row USING (treaty, number);
CREATE UNIQUE INDEX wording_of ON wording (treaty, number);
CREATE TABLE seat AS
WITH own AS (
    SELECT line.code AS state, organization, spell.code AS member, min(rank) FROM on_day, line
        JOIN spell ON spell.code = ancestor
    WHERE lo <= day AND coalesce(end_hi > day, 1) GROUP BY line.code, organization)
SELECT *, lo(value(ref)) AS lo FROM (
    SELECT state, organization, member, 'organizations/' || organization || '#/members/'
        || coalesce(value('organizations/' || organization || '#/members/' || member || '/continues'), member)
            || '/joined' AS ref
    FROM own JOIN member m USING (state, organization) WHERE m.value = 2);
CREATE UNIQUE INDEX seat_of ON seat (state, organization);
-- With whom a treaty makes an alliance, bound or disputed, or may make any bond, pending.
CREATE TABLE partner AS
WITH one AS (
    SELECT a, b, treaty, iif(value = 'yes', 'bound', 'disputed') AS way FROM bond
        WHERE ally AND value IN ('yes', 'contested')
    UNION SELECT a, b, treaty, 'pending' FROM pending)
SELECT a AS x, b AS y, treaty, way FROM one UNION SELECT b, a, treaty, way FROM one;
DELETE FROM partner WHERE x NOT IN (SELECT code FROM alive) OR y NOT IN (SELECT code FROM alive);
-- The alliances of each state that make none any more, and the page of the state on which they stand.
CREATE TABLE ended AS
SELECT state, treaty, iif(count(*) OVER (PARTITION BY state) > 10, 'ended ', 'states ') || state AS page
FROM acting JOIN treaty ON id = treaty JOIN alive ON alive.code = state
WHERE alliance AND NOT EXISTS (SELECT 1 FROM partner p WHERE p.x = state AND p.treaty = acting.treaty);
CREATE INDEX ended_by ON ended (state, treaty);
-- The treaties between two states alone, or between those that stood in their places: that they continue, or that their
-- relations name in their stead.
CREATE TABLE stood AS
SELECT code, ancestor AS past FROM line
UNION SELECT s.value, past.value FROM file r, json_each(data, '$.states') s, json_each(data, '$.states') o,
    json_each(data, '$.events') e, json_each(e.value, '$.between') past, json_each(e.value, '$.between') other
WHERE folder = 'relations' AND s.value <> o.value AND other.value = o.value AND past.value <> o.value;
CREATE TABLE bilateral AS
SELECT DISTINCT min(p.code, q.code) AS a, max(p.code, q.code) AS b, treaty, alliance
FROM (SELECT treaty, min(code) AS one, max(code) AS other FROM party GROUP BY treaty HAVING count(*) = 2)
JOIN treaty ON id = treaty JOIN stood p ON p.past = one JOIN stood q ON q.past = other WHERE p.code <> q.code;
CREATE INDEX bilateral_pair ON bilateral (a, b);

-- The years for which registers of all states reach a state.
CREATE TABLE reached AS
WITH RECURSIVE year (year) AS (
    SELECT 1800 UNION ALL SELECT year + 1 FROM year, on_day WHERE year < substr(day, 1, 4) + 0),
reach AS (
    SELECT code, lo, hi FROM state, register WHERE everyone AND NOT listed
    UNION SELECT line.code, max(l.lo, r.lo), min(l.hi, r.hi) FROM line JOIN listed l ON l.code = ancestor, register r
    WHERE everyone AND r.listed),
there AS (SELECT DISTINCT code, year FROM reach JOIN year ON year BETWEEN substr(lo, 1, 4) + 0 AND substr(hi, 1, 4) + 0)
SELECT code, min(year) AS first, max(year) AS last
FROM (SELECT code, year, year - row_number() OVER (PARTITION BY code ORDER BY year) AS run
    FROM there) GROUP BY code, run;

-- For how long a treaty or commitment was agreed and, where that is known to the day, until when.
CREATE TABLE term AS
WITH agreed AS (
    SELECT folder || '/' || id AS ref, folder || ' ' || id AS page, id,
        json_extract(data, '$.agreed_for.years') AS years,
        coalesce(json_extract(data, '$.in_force_from'), json_extract(data, '$.entry_into_force'), json_extract(data,
            '$.date')) AS start, json_type(data, '$.ended') IS NOT NULL AS ended
    FROM file WHERE folder IN ('treaties', 'commitments') AND json_type(data, '$.agreed_for') IS NOT NULL)
SELECT *, iif(lo(start) = start, printf('%04d', substr(start, 1, 4) + years)
    || replace(substr(start, 5), '-02-29', '-02-28'), NULL) AS due FROM agreed;

-- What is said of things, and where it has to stand: a claim by its key (its kind and what it is about), with its value
-- and what may stand in its slots; an entry by its ref, and a phrase by its key, without a value.
CREATE TABLE said (page TEXT, key TEXT, value TEXT, slots TEXT);

INSERT INTO said SELECT 'treaties ' || id, 'treaties/' || id, NULL, NULL FROM treaty
UNION ALL SELECT 'treaties ' || treaty, 'treaties/' || treaty || '#/parties/' || code, NULL, NULL FROM party
UNION ALL SELECT 'treaties ' || treaty, 'treaties/' || treaty || '#/obligations/' || number, NULL, NULL FROM obligation
UNION ALL SELECT 'treaties ' || t.id, 'treaties/' || t.id || '#/exceptions/' || key, NULL, NULL
FROM treaty t, json_each(data, '$.exceptions');
INSERT INTO said SELECT 'treaties ' || treaty, 'party ' || code || ' ' || treaty, value, '{}' FROM bound
UNION ALL SELECT coalesce(ended.page, 'states ' || (SELECT x FROM partner p WHERE p.x = acting.state
    AND p.treaty = acting.treaty)), 'party ' || acting.state || ' ' || acting.treaty, value, '{}'
FROM acting JOIN bound ON bound.treaty = acting.treaty AND code = party
LEFT JOIN ended ON ended.state = acting.state AND ended.treaty = acting.treaty;
INSERT INTO said SELECT iif(page LIKE 'ended %', 'states ' || state, NULL), 'count ended:' || state, count(*), '{}'
FROM ended GROUP BY state;
INSERT INTO said SELECT 'treaties ' || id, 'in-force ' || id, CASE WHEN force_lo IS NULL OR force_lo > day THEN 'no'
    WHEN hi(json_extract(data, '$.ended.date')) <= day THEN 'over' WHEN contested THEN 'contested'
    WHEN printed('treaties/' || id || '#/entry_into_force') AND hi(json_extract(data, '$.entry_into_force')) <= day
    THEN 'yes' ELSE 'unknown' END, '{}'
FROM treaty, on_day;
INSERT INTO said SELECT 'treaties ' || id, 'promises ' || id, 'nothing', '{}' FROM treaty
WHERE NOT unread AND silent;
INSERT INTO said SELECT NULL, 'unworded ' || treaty || ' ' || number, unseen,
    json_object('treaty', 'treaties/' || treaty) FROM wording WHERE unseen <> 'no'
UNION ALL SELECT 'treaties ' || treaty, 'unseen ' || treaty || ' ' || number, unseen, '{}' FROM wording
WHERE unseen <> 'no';
INSERT INTO said SELECT NULL, 'owed ' || treaty || ' ' || number, 'alone',
    json_object('states', json_group_array('states/' || lower(value)))
FROM obligation, json_each(owed_by) GROUP BY treaty, number;
INSERT INTO said SELECT NULL, 'counted ' || t.id || ' ' || c.key, iif(value, 'yes', 'no'),
    json_object('publisher', 'sources/' || c.key) FROM treaty t, json_each(data, '$.counted_by') c
UNION ALL SELECT NULL, 'counted-as ' || f.id || ' ' || c.key, iif(json_extract(value, '$.intensity') = 1, 'conflict',
    'war'), json_object('publisher', 'sources/' || c.key)
FROM file f, json_each(data, '$.counted_by') c WHERE folder = 'conflicts';

INSERT INTO said SELECT NULL, 'held ' || id, iif(until_ref IS NULL, 'on', 'over'),
    json_object('commitment', 'commitments/' || id, 'from', from_ref, 'until', until_ref) FROM commitment;
INSERT INTO said SELECT NULL, 'undertaken ' || id, iif(max(by_whom) = max(to_whom), 'mutual', 'one-way'), json_object(
    'by', json_group_array('states/' || lower(value)) FILTER (WHERE side = 'by'),
    'to', json_group_array('states/' || lower(value)) FILTER (WHERE side = 'to'))
FROM (SELECT c.id, by_whom, to_whom, 'by' AS side, value FROM commitment c, json_each(by_whom)
    UNION ALL SELECT c.id, by_whom, to_whom, 'to', value FROM commitment c, json_each(to_whom)) GROUP BY id;
-- What each state undertakes or is promised, whether the page of a pair tells it, and the page of the state for it.
CREATE TABLE given AS
SELECT code, id, agreed, iif(count(*) OVER (PARTITION BY code) > 5, 'commitments ', 'states ') || code AS page,
    EXISTS (SELECT 1 FROM undertaken WHERE commitment = id AND code IN (a, b)
    AND iif(a = code, b, a) IN (SELECT code FROM alive)) AS told
FROM alive, commitment WHERE instr(by_whom, code) OR instr(to_whom, code);
INSERT INTO said SELECT page, 'undertaken ' || id, NULL, NULL FROM given
UNION ALL SELECT page, iif(told, 'held ', 'commitments/') || id, NULL, NULL FROM given
UNION ALL SELECT page, 'agreed ' || id, NULL, NULL FROM given WHERE agreed AND NOT told
UNION SELECT page, 'line/given', NULL, NULL FROM given JOIN commitment USING (id) WHERE instr(by_whom, code)
UNION SELECT page, 'line/received', NULL, NULL FROM given JOIN commitment USING (id) WHERE NOT instr(by_whom, code)
UNION ALL SELECT page, 'agreed ' || id, iif(due IS NULL, 'for', 'until'),
    json_object('years', ref || '#/agreed_for/years', 'day', ref) FROM term
UNION ALL SELECT NULL, 'due ' || ref, due, '{}' FROM term WHERE due IS NOT NULL;
INSERT INTO said SELECT NULL, 'count items:' || folder || '/' || id || '#/' || column1,
    (SELECT count(*) FROM json_each(data, '$.' || column1)), '{}' FROM file, (VALUES ('registers'), ('differences'))
WHERE json_type(data, '$.' || column1) IS NOT NULL;

INSERT INTO said SELECT 'states ' || code, 'states/' || lower(code), NULL, NULL FROM alive
UNION ALL SELECT 'states ' || code, 'alliances ' || code, CASE count(DISTINCT x) WHEN 0 THEN 'none' WHEN 1
    THEN 'one' ELSE iif(count(DISTINCT treaty) > 3, 'several', 'many') END,
    json_object('state', 'states/' || lower(code), 'count', 'allies:' || code,
        'partners', json_group_array(DISTINCT 'states/' || lower(x)) FILTER (WHERE x IS NOT NULL),
        'treaties', json_group_array(DISTINCT 'treaties/' || treaty) FILTER (WHERE y IS NOT NULL))
FROM alive LEFT JOIN ally ON y = code LEFT JOIN deciding ON a = min(x, y) AND b = max(x, y) GROUP BY code
UNION ALL SELECT 'states ' || code, 'added ' || code, n.said, slots FROM neutral n JOIN alive USING (code)
UNION ALL SELECT NULL, 'count allies:' || code, count(y), '{}' FROM alive LEFT JOIN ally ON y = code GROUP BY code
UNION ALL SELECT 'states ' || x, 'partners ' || x || ' ' || way || ' ' || treaty, way,
    json_object('partners', json_group_array('states/' || lower(y))) FROM partner GROUP BY x, way, treaty
UNION ALL SELECT 'states ' || s.code, 'with ' || s.code || ' ' || iif(one_way, 'one-way', value), iif(one_way,
    'one-way', value),
    json_object('state', 'states/' || lower(s.code), 'states', json_group_array('states/' || lower(o.code)))
FROM alive s JOIN alive o ON o.code <> s.code JOIN answer ON a = min(s.code, o.code) AND b = max(s.code, o.code)
GROUP BY s.code, iif(one_way, 'one-way', value)
UNION ALL SELECT 'states ' || state, 'fought ' || state || ' ' || conflict,
    CASE WHEN until_ref IS NULL THEN 'ongoing' WHEN value(from_ref) = value(until_ref) THEN 'within' ELSE 'over' END,
    json_object('conflict', 'conflicts/' || conflict, 'from', from_ref, 'until', until_ref, 'states', json(
        (SELECT json_group_array('states/' || lower(o.code)) FROM belligerent o
            WHERE o.conflict = f.conflict AND o.side <> f.side)))
FROM fought f
UNION ALL SELECT 'states ' || state, 'organizations/' || organization || '#/members/' || member, NULL, NULL FROM seat;
INSERT INTO said SELECT 'organizations ' || id, 'organizations/' || id || '#/' || part || '/' || key, NULL, NULL FROM (
    SELECT f.id, 'members' AS part, m.key FROM file f, json_each(data, '$.members') m WHERE folder = 'organizations'
    UNION ALL SELECT f.id, 'changes', c.key FROM file f, json_each(data, '$.changes') c WHERE folder = 'organizations');
INSERT INTO said SELECT 'organizations ' || id, 'count members:' || id, (SELECT count(DISTINCT code) FROM spell, on_day
    WHERE organization = id AND lo <= day AND coalesce(end_hi > day, 1)), '{}' FROM file WHERE folder = 'organizations';
INSERT INTO said SELECT NULL, 'member ' || s.code || ' ' || f.id,
    CASE m.value WHEN 2 THEN 'yes' WHEN 1 THEN 'unknown'
    ELSE iif(json_extract(f.data, '$.partial'), 'unknown', 'no') END, '{}'
FROM state s JOIN file f ON folder = 'organizations' LEFT JOIN member m ON m.state = s.code AND m.organization = f.id;
CREATE INDEX said_on ON said (page);
CREATE INDEX said_key ON said (key);
---- pair ----
-- The same for two states, :a and :b by their codes, :x and :y as the page has them; must: whether it has to stand
-- there.
WITH this AS (SELECT *, iif(one_way, 'one-way', value) AS said FROM answer WHERE a = :a AND b = :b),
bonds AS (SELECT bond.*, unseen FROM bond JOIN wording USING (treaty, number)
    WHERE a = :a AND b = :b AND value <> 'unknown'),
decisive AS (SELECT deciding.*, unseen FROM deciding JOIN wording USING (treaty, number) WHERE a = :a AND b = :b),
ways AS (
    SELECT way.* FROM way JOIN covered p USING (place, year) JOIN covered q USING (place, year)
    WHERE p.code = :a AND q.code = :b),
compared AS (SELECT ref, year = substr(day, 1, 4) AS now FROM ways WHERE whole ORDER BY year DESC, place LIMIT 1),
followed AS (SELECT ref FROM ways WHERE there AND NOT whole ORDER BY place LIMIT 1),
time AS (
    SELECT treaty, max(ally) AS ally, max(lesser) AS lesser, value, unread, iif(a = :x, a_as, b_as) AS x, iif(a = :x, b_as, a_as) AS y
    FROM owing JOIN treaty ON id = treaty WHERE a = :a AND b = :b AND NOT open AND (a_owes OR b_owes) GROUP BY treaty),
edges AS (SELECT t.*, side, ref, lo, hi, rank, code = y AS second FROM time t
    JOIN edge e ON e.treaty = t.treaty AND code IN (x, y)),
begun AS (
    SELECT *, (SELECT count(*) FROM edges e WHERE e.treaty = t.treaty AND side = 'from') AS known,
        (SELECT ref FROM edges e WHERE e.treaty = t.treaty AND side = 'from'
            ORDER BY lo DESC, hi DESC, second LIMIT 1) AS start,
        (SELECT ref FROM edges e, on_day WHERE e.treaty = t.treaty AND side = 'until' AND lo <= day
            ORDER BY hi, lo, second, rank LIMIT 1) AS stop FROM time t),
span AS (
    SELECT begun.*, CASE WHEN stop IS NULL AND value = 'contested' THEN 'contested'
        WHEN unread OR stop IS NULL AND value = 'unknown' THEN 'unsure' WHEN ally THEN 'alliance' WHEN lesser THEN 'pact' ELSE 'cooperation' END AS kind
    FROM begun, on_day WHERE known = 2 AND lo(value(start)) <= day
    AND (stop IS NULL OR hi(value(stop)) > lo(value(start)))),
turn AS (
    SELECT 'began' AS which, treaty, start AS ref, lo(value(start)) AS lo, hi(value(start)) AS hi FROM span
    WHERE kind <> 'cooperation'
    UNION ALL SELECT 'ended', treaty, stop, lo(value(stop)), hi(value(stop)) FROM span
    WHERE stop IS NOT NULL AND kind <> 'cooperation'),
last AS (SELECT * FROM turn ORDER BY lo DESC, hi DESC, which DESC, treaty DESC LIMIT 1),
seats AS (
    SELECT organization, p.ref AS one, q.ref AS other, p.lo AS p, q.lo AS q
    FROM seat p JOIN seat q USING (organization) WHERE p.state = :a AND q.state = :b),
alone AS (SELECT treaty, alliance FROM bilateral WHERE a = :a AND b = :b)
SELECT 1 AS must, 'answer' AS key, said AS value, '{}' AS slots FROM this
UNION ALL SELECT 1, 'line/true-for', NULL, NULL
UNION ALL SELECT 1, 'grounds', CASE this.value WHEN 'not-allies' THEN 'none-found' WHEN 'unknown' THEN
    CASE WHEN EXISTS (SELECT 1 FROM unclear u WHERE u.a = :a AND u.b = :b) THEN 'unconfirmed'
    WHEN EXISTS (SELECT 1 FROM missing m WHERE m.a = :a AND m.b = :b) THEN 'text-not-found' ELSE 'not-reached' END
    ELSE CASE WHEN EXISTS (SELECT 1 FROM decisive WHERE value = 'contested') THEN 'contested'
        WHEN this.value = 'lesser-pact' THEN 'none-found' ELSE 'bound' END END, json_object(
        'treaties', json((SELECT json_group_array('treaties/' || treaty) FROM (SELECT treaty FROM decisive
            WHERE value = 'contested' OR NOT EXISTS (SELECT 1 FROM decisive WHERE value = 'contested')
            UNION SELECT treaty FROM unclear u WHERE u.a = :a AND u.b = :b))),
        'registers', json((SELECT json_group_array('sources/' || source) FROM (
            SELECT source FROM missing m WHERE m.a = :a AND m.b = :b GROUP BY source ORDER BY min(ref)))))
FROM this
UNION ALL SELECT 1, 'reach', CASE WHEN now THEN 'compared' WHEN compared.ref IS NOT NULL THEN 'followed'
    ELSE 'followed-only' END, json_object('compared', compared.ref, 'followed', iif(now, NULL, followed.ref))
FROM this LEFT JOIN compared LEFT JOIN followed WHERE value IN ('not-allies', 'lesser-pact')
UNION ALL SELECT 1, 'sure', iif(max(unseen <> 'no'), 'open', 'yes'), json_object('count', 'open:' || a || ':' || b)
FROM decisive HAVING count(*)
UNION ALL SELECT 0, 'count open:' || :a || ':' || :b, sum(unseen <> 'no'), '{}' FROM decisive HAVING count(*)
UNION ALL SELECT 1, 'owes ' || treaty || ' ' || number, kind || iif(a_owes AND b_owes, '', '-one-way'), json_object(
    'by', 'states/' || lower(iif(a_owes, a_as, b_as)), 'to', 'states/' || lower(iif(a_owes, b_as, a_as))) FROM bonds
UNION ALL SELECT 1, 'treaties/' || treaty || '#/obligations/' || number, NULL, NULL FROM bonds
UNION ALL SELECT 1, 'unworded ' || treaty || ' ' || number, NULL, NULL FROM bonds WHERE unseen <> 'no'
UNION ALL SELECT DISTINCT 1, 'contest ' || treaty, 'contested', '{}' FROM bonds WHERE value = 'contested'
UNION ALL SELECT 1, 'since ' || treaty, 'yes', json_object('date', json_group_array(DISTINCT ref))
FROM (SELECT DISTINCT treaty, a_as, b_as FROM bonds WHERE value = 'yes') s JOIN edge e USING (treaty)
WHERE side = 'from' AND code IN (a_as, b_as) AND lo = (SELECT max(lo) FROM edge m
    WHERE m.treaty = e.treaty AND side = 'from' AND m.code IN (a_as, b_as) HAVING count(*) = 2) GROUP BY treaty
UNION ALL SELECT 1, 'pending ' || treaty, value, json_object('treaty', 'treaties/' || treaty,
    'signed', 'treaties/' || treaty || '#/signed') FROM pending WHERE a = :a AND b = :b
UNION ALL SELECT 1, 'span ' || treaty, kind || iif(stop IS NULL, '-on', ''),
    json_object('treaty', 'treaties/' || treaty, 'from', start, 'until', stop) FROM span
UNION ALL SELECT 1, 'changed', which, json_object('treaty', 'treaties/' || treaty, 'date', ref) FROM last l, on_day
WHERE hi <= day AND NOT EXISTS (SELECT 1 FROM span WHERE kind NOT IN ('alliance', 'cooperation')
    OR kind = 'alliance' AND stop IS NULL AND treaty <> l.treaty)
    AND NOT EXISTS (SELECT 1 FROM turn t WHERE t.hi >= l.lo AND (t.treaty <> l.treaty OR t.which <> l.which))
UNION ALL SELECT 1, 'revised', how, slots FROM revised WHERE a = :a AND b = :b
UNION ALL SELECT 0, 'earlier ' || o.treaty, iif(a_owes AND b_owes, 'yes', 'one-way'), json_object(
    'treaty', 'treaties/' || o.treaty, 'by', 'states/' || lower(iif(a_owes, a_as, b_as)),
    'to', 'states/' || lower(iif(a_owes, b_as, a_as)),
    'from', json_group_array(ref) FILTER (WHERE side = 'from'), 'until', json_group_array(ref)
        FILTER (WHERE side = 'until'))
FROM earlier o JOIN both t USING (a, b, treaty) JOIN edge e ON e.treaty = o.treaty AND code IN (a_as, b_as)
WHERE a = :a AND b = :b GROUP BY o.treaty
UNION ALL SELECT 1, 'relations', value, slots FROM related WHERE a = :a AND b = :b
UNION ALL SELECT 1, 'common-allies', 'yes', json_object('states', json_group_array('states/' || lower(p.x)))
FROM ally p JOIN ally q ON q.x = p.x WHERE p.y = :a AND q.y = :b HAVING count(*)
UNION ALL SELECT 0, 'count common:' || :a || ':' || :b, count(*), '{}' FROM ally p JOIN ally q ON q.x = p.x
WHERE p.y = :a AND q.y = :b
UNION ALL SELECT 1, 'both ' || organization, 'yes', json_object('organization', 'organizations/' || organization,
    'joined', CASE WHEN p > q THEN json_array(one) WHEN p < q THEN json_array(other) ELSE json_array(one,
        other) END) FROM seats
UNION ALL SELECT 1, 'count shared:' || :a || ':' || :b, count(*), '{}' FROM seats HAVING count(*)
UNION ALL SELECT 0, 'count bilateral:' || :a || ':' || :b, count(*), '{}' FROM alone
UNION ALL SELECT 0, 'none-is-alliance', iif(max(alliance), 'no', 'yes'), '{}' FROM alone
UNION ALL SELECT coalesce(said, '') <> 'commitments', 'commitments', 'yes', json_object('commitments', json(ids))
FROM standing LEFT JOIN beside USING (a, b) WHERE a = :a AND b = :b
UNION ALL SELECT 1, 'commitments/' || commitment, NULL, NULL FROM undertaken WHERE a = :a AND b = :b
UNION ALL SELECT 1, 'undertaken ' || commitment, NULL, NULL FROM undertaken WHERE a = :a AND b = :b
UNION ALL SELECT 1, 'held ' || commitment, NULL, NULL FROM undertaken WHERE a = :a AND b = :b
UNION ALL SELECT 1, 'agreed ' || id, NULL, NULL FROM undertaken JOIN commitment ON id = commitment
WHERE a = :a AND b = :b AND agreed
UNION ALL SELECT 1, 'added', said, iif(said = 'earlier', json_insert(slots, '$.until', json((
    SELECT json_group_array(ref) FROM (SELECT ref, hi, min(hi) OVER () AS first FROM both t
        JOIN edge e ON e.treaty = t.treaty
    AND code IN (a_as, b_as) AND side = 'until' WHERE t.a = :a AND t.b = :b AND 'treaties/' || t.treaty
    = json_extract(slots, '$.treaty')) WHERE hi = first))), slots) FROM beside WHERE a = :a AND b = :b
UNION ALL SELECT 1, 'conflict ' || conflict, CASE WHEN until_ref IS NULL THEN 'ongoing'
    WHEN value(from_ref) = value(until_ref) THEN 'within' ELSE 'over' END, json_object('conflict', 'conflicts/'
        || conflict, 'from', from_ref, 'until', until_ref, 'a', 'states/' || lower(iif(a = :x, a_as, b_as)),
    'b', 'states/' || lower(iif(a = :x, b_as, a_as))) FROM opposed WHERE a = :a AND b = :b
UNION ALL SELECT 1, 'conflicts/' || conflict, NULL, NULL FROM opposed WHERE a = :a AND b = :b
UNION ALL SELECT 1, 'counted-as ' || o.conflict || ' ' || c.key, NULL, NULL
FROM opposed o JOIN file f ON f.id = o.conflict AND folder = 'conflicts', json_each(data, '$.counted_by') c
WHERE a = :a AND b = :b
UNION ALL SELECT 1, key, NULL, NULL FROM (SELECT 'count items:searches/' || search || '#/registers' AS key FROM searched
    WHERE a = :a AND b = :b AND NOT EXISTS (SELECT 1 FROM decisive) ORDER BY place LIMIT 1)
