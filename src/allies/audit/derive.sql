-- What follows from the facts for one day, worked out a second time. The tables above the line are filled from the YAML
-- files; `on` holds the day. lo and hi are the first and the last day that a date can be. Nothing here is the engine's.

CREATE TABLE on_day (day TEXT NOT NULL);
CREATE TABLE state (code TEXT PRIMARY KEY, status TEXT, continues TEXT, began_lo TEXT, ended_hi TEXT);
CREATE TABLE treaty (id TEXT PRIMARY KEY, contested INT, alliance INT, open INT, signed_hi TEXT, force_lo TEXT,
                     unread INT);
CREATE TABLE party (treaty TEXT, code TEXT, lo TEXT, hi TEXT, end_lo TEXT, end_hi TEXT, printed INT, since_lo TEXT,
                    PRIMARY KEY (treaty, code)) WITHOUT ROWID;
CREATE TABLE obligation (treaty TEXT, number INT, kind TEXT, PRIMARY KEY (treaty, number)) WITHOUT ROWID;
CREATE TABLE owed (treaty TEXT, number INT, side TEXT, code TEXT);  -- side: by or to; no row: everybody
CREATE TABLE exception (treaty TEXT, a TEXT, b TEXT, since_lo TEXT, until_hi TEXT);
CREATE TABLE search (id TEXT, everyone INT);
CREATE TABLE about (search TEXT, code TEXT);
-- What was compared, or followed, and for which years; listed: for the states alone that the Correlates of War list.
CREATE TABLE register (search TEXT, lo TEXT, hi TEXT, listed INT);
CREATE TABLE listed (code TEXT, lo TEXT, hi TEXT);
CREATE TABLE unfound (ref TEXT, a TEXT, b TEXT, lo TEXT, hi TEXT);  -- an alliance that a register names, and no text
CREATE TABLE spell (organization TEXT, code TEXT, lo TEXT, hi TEXT, end_lo TEXT, end_hi TEXT);
CREATE TABLE belligerent (conflict TEXT, side TEXT, code TEXT, war INT, from_ref TEXT, from_lo TEXT, from_hi TEXT,
                          until_ref TEXT, until_lo TEXT, until_hi TEXT);
---- derived ----
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
CREATE INDEX acting_treaty ON acting (treaty, state);

-- Whether a treaty binds a party: yes, no, over, contested or unknown; and whether it is signed, and awaits its force.
CREATE TABLE bound AS
SELECT treaty, code,
    signed_hi <= day AND coalesce(force_lo > day, 1) AND coalesce(party.lo > day, 1)
    AND NOT coalesce(party.end_hi <= day, 0) AS awaited, CASE
    WHEN party.end_hi <= day AND (party.lo IS NULL OR party.hi <= day OR party.hi = '9999-12-31') THEN 'over'
    WHEN party.lo IS NULL OR party.lo > day OR party.end_hi <= day THEN 'no'
    WHEN party.hi > day OR party.end_lo <= day THEN 'unknown'
    WHEN contested OR since_lo <= day THEN 'contested'
    WHEN printed AND NOT unread THEN 'yes' ELSE 'unknown' END AS value
FROM on_day, party JOIN treaty ON id = treaty;
CREATE UNIQUE INDEX bound_party ON bound (treaty, code);

-- Whether a treaty binds both of two states, in the order of their codes.
CREATE TABLE both AS
SELECT x.treaty, x.state AS a, y.state AS b, x.party AS a_as, y.party AS b_as, CASE
    WHEN p.awaited AND q.awaited THEN 'awaited'
    WHEN p.value IN ('no', 'over') OR q.value IN ('no', 'over') THEN 'no'
    WHEN 'unknown' IN (p.value, q.value) THEN 'unknown'
    WHEN 'contested' IN (p.value, q.value) OR EXISTS (
        SELECT 1 FROM exception e, on_day WHERE e.treaty = x.treaty AND e.since_lo <= day
        AND (e.until_hi IS NULL OR e.until_hi > day)
        AND ((e.a = x.party AND e.b = y.party) OR (e.a = y.party AND e.b = x.party))) THEN 'contested'
    ELSE 'yes' END AS value
FROM acting x JOIN acting y ON x.treaty = y.treaty AND x.state < y.state AND x.party <> y.party
JOIN bound p ON p.treaty = x.treaty AND p.code = x.party
JOIN bound q ON q.treaty = y.treaty AND q.code = y.party;

-- What each would owe the other under a treaty that binds both, or may.
CREATE VIEW owes AS
SELECT both.*, number, kind,
    (NOT EXISTS (SELECT 1 FROM owed o WHERE o.treaty = both.treaty AND o.number = n.number AND side = 'by')
        OR EXISTS (SELECT 1 FROM owed o WHERE o.treaty = both.treaty AND o.number = n.number AND side = 'by' AND code = a_as))
    AND (NOT EXISTS (SELECT 1 FROM owed o WHERE o.treaty = both.treaty AND o.number = n.number AND side = 'to')
        OR EXISTS (SELECT 1 FROM owed o WHERE o.treaty = both.treaty AND o.number = n.number AND side = 'to' AND code = b_as))
    AS a_owes,
    (NOT EXISTS (SELECT 1 FROM owed o WHERE o.treaty = both.treaty AND o.number = n.number AND side = 'by')
        OR EXISTS (SELECT 1 FROM owed o WHERE o.treaty = both.treaty AND o.number = n.number AND side = 'by' AND code = b_as))
    AND (NOT EXISTS (SELECT 1 FROM owed o WHERE o.treaty = both.treaty AND o.number = n.number AND side = 'to')
        OR EXISTS (SELECT 1 FROM owed o WHERE o.treaty = both.treaty AND o.number = n.number AND side = 'to' AND code = a_as))
    AS b_owes
FROM both JOIN obligation n ON n.treaty = both.treaty WHERE value <> 'no';

CREATE TABLE bond AS
SELECT a, b, a_as, b_as, treaty, number, kind, value, a_owes, b_owes, kind IN ('defense', 'offense') AS ally, t.open
FROM owes JOIN treaty t ON t.id = owes.treaty WHERE (a_owes OR b_owes) AND value <> 'awaited';
CREATE INDEX bond_pair ON bond (a, b);

-- What may bind two states, or come to: signed, and not known to be in force, or not confirmed.
CREATE TABLE pending AS
SELECT DISTINCT a, b, treaty, replace(value, 'unknown', 'unconfirmed') AS value FROM owes
WHERE (a_owes OR b_owes) AND value IN ('awaited', 'unknown');
CREATE INDEX pending_pair ON pending (a, b);

-- The registers that were compared or followed for the day; who is on the list then; what a register names, and no text.
CREATE TABLE there AS
SELECT DISTINCT search, listed, everyone FROM register JOIN search ON id = search, on_day WHERE day BETWEEN lo AND hi;
CREATE TABLE on_list AS
SELECT DISTINCT line.code FROM on_day, line JOIN listed ON listed.code = ancestor WHERE day BETWEEN lo AND hi;
CREATE TABLE missing AS
SELECT DISTINCT ref, min(x.code, y.code) AS a, max(x.code, y.code) AS b FROM on_day, unfound u
JOIN line x ON x.ancestor = u.a JOIN line y ON y.ancestor = u.b WHERE day BETWEEN lo AND hi AND x.code <> y.code;
CREATE INDEX missing_pair ON missing (a, b);

-- The answer for every two states: what decides it, in the order of its rank.
CREATE TABLE answer AS
WITH told AS (
    SELECT a, b, max(ally AND value = 'yes') AS sure, max(ally AND value = 'contested') AS contested,
        max(ally AND value = 'unknown') AS unclear, max(NOT ally AND NOT open AND value <> 'unknown') AS lesser,
        max(a_owes AND ally AND value = 'yes') + max(b_owes AND ally AND value = 'yes') < 2 AS one_way
    FROM bond GROUP BY a, b),
every AS (
    SELECT x.code AS a, y.code AS b,
        EXISTS (SELECT 1 FROM missing m WHERE m.a = x.code AND m.b = y.code) AS doubt,
        EXISTS (SELECT 1 FROM there WHERE everyone AND NOT listed)
        OR EXISTS (SELECT 1 FROM there WHERE everyone) AND x.code IN on_list AND y.code IN on_list
        OR EXISTS (SELECT 1 FROM there t JOIN about p USING (search) JOIN about q USING (search)
            WHERE p.code = x.code AND q.code = y.code AND (NOT t.listed OR x.code IN on_list AND y.code IN on_list)) AS reached
    FROM state x JOIN state y ON x.code < y.code)
SELECT a, b, CASE
    WHEN sure THEN 'allies' WHEN contested THEN 'disputed' WHEN unclear OR doubt OR NOT reached THEN 'unknown'
    WHEN lesser THEN 'lesser-pact' ELSE 'not-allies' END AS value, coalesce(sure AND one_way, 0) AS one_way
FROM every LEFT JOIN told USING (a, b);
CREATE UNIQUE INDEX answer_pair ON answer (a, b);

-- Whether a state, by itself or in the seat of one that it continues, belongs to an organization.
CREATE TABLE member AS
SELECT line.code AS state, organization, max(CASE
    WHEN lo > day OR end_hi <= day THEN 0 WHEN hi <= day AND (end_lo IS NULL OR end_lo > day) THEN 2 ELSE 1 END) AS value
FROM on_day, line JOIN spell ON spell.code = ancestor GROUP BY line.code, organization;
CREATE UNIQUE INDEX member_of ON member (state, organization);

-- The alliances that bound both and had ended by the day.
CREATE TABLE earlier AS
SELECT a, b, both.treaty, max(p.lo, q.lo) AS start FROM both JOIN treaty t ON t.id = both.treaty, on_day
JOIN party p ON p.treaty = both.treaty AND p.code = a_as JOIN party q ON q.treaty = both.treaty AND q.code = b_as
WHERE alliance AND NOT contested AND NOT unread AND p.hi < '9999' AND q.hi < '9999'
AND (p.end_hi <= day OR q.end_hi <= day)
AND min(coalesce(p.end_hi, '9999'), coalesce(q.end_hi, '9999')) > max(p.lo, q.lo);
CREATE INDEX earlier_pair ON earlier (a, b);

-- The conflicts of a state: its own or those of the nearest one that it continues, and the side that this one was on.
CREATE TABLE fought AS
SELECT line.code AS state, belligerent.*, min(rank) AS rank
FROM line JOIN belligerent ON belligerent.code = ancestor GROUP BY line.code, conflict;
CREATE INDEX fought_conflict ON fought (conflict, side);

-- When two states, in the order of their codes, were on opposite sides: from the later first day to the earlier last one.
CREATE TABLE opposed AS
SELECT x.state AS a, y.state AS b, x.conflict, x.code AS a_as, y.code AS b_as, x.war,
    iif(x.from_lo >= y.from_lo, x.from_ref, y.from_ref) AS from_ref, max(x.from_lo, y.from_lo) AS start,
    iif(x.from_lo >= y.from_lo, x.from_hi, y.from_hi) AS started,
    CASE WHEN x.until_hi IS NULL OR y.until_hi < x.until_hi THEN y.until_ref ELSE x.until_ref END AS until_ref,
    CASE WHEN x.until_hi IS NULL OR y.until_hi < x.until_hi THEN y.until_lo ELSE x.until_lo END AS until_lo,
    CASE WHEN x.until_hi IS NULL OR y.until_hi < x.until_hi THEN y.until_hi ELSE x.until_hi END AS until_hi
FROM fought x JOIN fought y ON x.conflict = y.conflict AND x.side <> y.side AND x.state < y.state
WHERE coalesce(min(coalesce(x.until_hi, '9999'), coalesce(y.until_hi, '9999')) >= max(x.from_lo, y.from_lo), 1);
CREATE INDEX opposed_pair ON opposed (a, b);
