-- What the files of data have, as JSON or as tables: a query a kind, under its name. Of two states, :a and :b are the
-- codes in their order.

-- Since when and until when a treaty binds a party; and the sources of its evidence, as a whole (no part), of an
-- obligation, or of a party.
CREATE TABLE span AS
SELECT treaty, code, value(ref) AS since, (SELECT value(ref) FROM edge u
    WHERE (u.treaty, u.code) = (party.treaty, party.code) AND side = 'until' ORDER BY lo, rank) AS until
FROM party LEFT JOIN (SELECT treaty, code, ref FROM edge WHERE side = 'from') USING (treaty, code);
CREATE UNIQUE INDEX span_of ON span (treaty, code);
CREATE TABLE backing AS
WITH entry AS (
    SELECT id AS treaty, NULL AS part, data FROM treaty UNION ALL SELECT treaty, number, data FROM obligation
    UNION ALL SELECT t.id, p.key, p.value FROM treaty t, json_each(data, '$.parties') p)
SELECT DISTINCT treaty, part, json_extract(value, '$.source') AS source FROM entry, json_each(data, '$.evidence');
CREATE INDEX backing_of ON backing (treaty);
-- What binds two states, who owes it to whom, whether it decides, and the text that says why it is contested.
CREATE VIEW tie AS
SELECT a, b, b.treaty, b.number, b.kind, b.value, a_owes AND b_owes AS mutual, (a, b, b.treaty, b.number) IN (
        SELECT a, b, treaty, number FROM deciding) AS decides,
    a_as, b_as, iif(a_owes, a_as, b_as) AS by, iif(a_owes, b_as, a_as) AS other, json_extract(o.data, '$.article') AS article,
    json_extract(t.data, '$.title') AS title, json_extract(t.data, '$.wartime') AS wartime,
    coalesce((SELECT 'treaties/' || e.treaty || '#/exceptions/' || e.number || '/because' FROM exception e
            WHERE e.treaty = b.treaty AND (e.a, e.b) IN ((a_as, b_as), (b_as, a_as)) AND e.since_lo <= day
            AND coalesce(e.until_hi > day, 1) LIMIT 1),
        (SELECT 'treaties/' || p.treaty || '#/contested_for/' || p.code || '/because' FROM party p
            WHERE p.treaty = b.treaty AND p.code IN (a_as, b_as) AND since_lo <= day ORDER BY p.code LIMIT 1),
        iif(contested, 'treaties/' || b.treaty || '#/contested', NULL)) AS contest
FROM bond b LEFT JOIN obligation o USING (treaty, number) JOIN treaty t ON t.id = b.treaty;
---- answers.csv
SELECT a, b, value AS answer, because FROM answer LEFT JOIN reason USING (a, b, day)
WHERE a IN (SELECT code FROM alive) AND b IN (SELECT code FROM alive) ORDER BY a, b
---- parties.csv
SELECT treaty, code AS state, since AS "from", until FROM span
---- members.csv
SELECT f.id AS organization, m.key AS state, json_extract(value, '$.joined') AS joined,
    json_extract(value, '$.left') AS left FROM file f, json_each(data, '$.members') m WHERE folder = 'organizations'
---- treaties.json
SELECT json_object('id', id, 'title', json_extract(data, '$.title'),
    'also_known_as', json(coalesce(json_extract(data, '$.also_known_as'), '[]')),
    'signed', json_extract(data, '$.signed'), 'entry_into_force', json_extract(data, '$.entry_into_force'), 'ended', json_extract(data, '$.ended.date'),
    'contested', json(iif(contested, 'true', 'false')),
    'wartime', json(iif(json_extract(data, '$.wartime'), 'true', 'false')),
    'obligations', json((SELECT json_group_array(json_object('kind', kind, 'article', json_extract(o.data, '$.article'),
        'owed_by', json(coalesce(owed_by, '[]')), 'owed_to', json(coalesce(owed_to, '[]')),
        'summary', json_extract(o.data, '$.summary.en'))) FROM obligation o WHERE o.treaty = id)),
    'parties', json((SELECT json_group_array(json_object('state', code, 'from', since, 'until', until))
        FROM span WHERE span.treaty = id))) FROM treaty
---- organizations.json
SELECT json_object('id', f.id, 'name', json_extract(data, '$.name.en'),
    'abbreviation', json_extract(data, '$.abbreviation'), 'kind', json_extract(data, '$.kind'),
    'complete', json(iif(json_extract(data, '$.partial'), 'false', 'true')),
    'members', json((SELECT json_group_array(json_object('state', key, 'joined', json_extract(value, '$.joined'),
        'left', json_extract(value, '$.left'), 'continues', json_extract(value, '$.continues')))
        FROM json_each(data, '$.members') m))) FROM file f WHERE folder = 'organizations'
---- former
SELECT DISTINCT code, json_extract(data, '$.ended.date'), other
FROM (SELECT state.* FROM state JOIN reached USING (code) GROUP BY code HAVING min(first) <= substr(ended_hi, 1, 4) + 0)
LEFT JOIN (SELECT p.code, q.code AS other FROM party p JOIN party q ON q.treaty = p.treaty AND q.code <> p.code)
USING (code) ORDER BY code, other
---- because
SELECT treaty, kind, by, other, mutual, iif(value = 'contested', contest, NULL) FROM tie
WHERE a = :a AND b = :b AND decides ORDER BY treaty, number
---- bonds
SELECT tie.treaty, kind, value, decides, json_object(
    'treaty', 'treaties/' || tie.treaty, 'title', title, 'obligation', kind, 'article', article,
    'owed', iif(mutual, 'mutual', 'one-way'), 'wartime', json(iif(wartime, 'true', 'false')),
    'contested', iif(value = 'contested', contest, NULL),
    'parties', json_object(a_as, json_object('from', p.since, 'until', p.until),
        b_as, json_object('from', q.since, 'until', q.until)),
    'sources', json((SELECT json_group_array(source) FROM (SELECT DISTINCT source FROM backing
        WHERE backing.treaty = tie.treaty AND (part IS NULL OR part IN (number, by, other)) ORDER BY source))))
FROM tie
JOIN span p ON p.treaty = tie.treaty AND p.code = a_as JOIN span q ON q.treaty = tie.treaty AND q.code = b_as
WHERE a = :a AND b = :b ORDER BY tie.treaty, number
---- earlier_alliances
SELECT json_object('treaty', 'treaties/' || e.treaty, 'title', json_extract(data, '$.title'),
    'from', (SELECT value(ref) FROM edge WHERE edge.treaty = e.treaty AND code IN (a_as, b_as) AND side = 'from'
        ORDER BY lo DESC, hi DESC LIMIT 1),
    'until', (SELECT value(ref) FROM edge WHERE edge.treaty = e.treaty AND code IN (a_as, b_as) AND side = 'until'
        ORDER BY hi, lo LIMIT 1), 'parties', json_array(a_as, b_as))
FROM earlier e JOIN both USING (a, b, treaty) JOIN treaty ON id = e.treaty WHERE a = :a AND b = :b
ORDER BY start, e.treaty
---- conflicts
SELECT json_object('conflict', 'conflicts/' || id, 'title', json_extract(data, '$.title'),
    'parties', json_array(a_as, b_as), 'from', value(from_ref), 'until', value(until_ref),
    'stopped', json_extract(data, '$.stopped.how'), 'war', json(iif(war, 'true', 'false')))
FROM opposed JOIN file ON folder = 'conflicts' AND id = conflict WHERE a = :a AND b = :b ORDER BY start, conflict
---- commitments
SELECT json_object('commitment', 'commitments/' || c.id, 'title', json_extract(data, '$.title'),
    'form', json_extract(data, '$.form'), 'binding', json_extract(data, '$.binding'),
    'undertakes', json_extract(data, '$.undertakes'), 'by', json(by_whom), 'to', json(to_whom),
    'from', value(from_ref), 'until', value(until_ref))
FROM undertaken JOIN commitment c ON c.id = commitment JOIN file f ON folder = 'commitments' AND f.id = c.id
WHERE a = :a AND b = :b ORDER BY lo, c.id
---- text_not_found
SELECT json_quote(ref) FROM missing WHERE a = :a AND b = :b ORDER BY ref
---- searches
SELECT json_quote('searches/' || search) FROM searched WHERE a = :a AND b = :b ORDER BY place
---- states
SELECT code, coalesce((SELECT o.code FROM state o WHERE o.continues = s.code), code), json_object('code', code,
    'alpha2', json_extract(data, '$.alpha2'), 'name', json_extract(data, '$.name.en'), 'in_a_sentence', NULL, 'names', json((SELECT json_group_array(name) FROM (
        SELECT json_extract(data, '$.name.es') AS name UNION ALL SELECT json_extract(data, '$.name.ru')
        UNION ALL SELECT value FROM json_each(data, '$.aliases')) WHERE name IS NOT NULL)),
    'status', status, 'began', json_extract(data, '$.began.date'), 'united', json((SELECT json_object(
    'with', whole, 'from', since, 'until', until) FROM united u WHERE u.code = s.code)), 'neutrality', NULL,
    'reached', json((SELECT json_group_array(json_array(first, last)) FROM (
        SELECT * FROM reached r WHERE r.code = s.code ORDER BY first)))), n.said, n.slots
FROM state s LEFT JOIN neutral n USING (code)
