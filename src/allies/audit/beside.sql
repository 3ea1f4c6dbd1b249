-- What is said beside the answer for every two states: what each rank has, the phrase, and by slot the refs of what it shows.
-- Of allies, only the first two ranks are asked. `told` and
-- `joined` hold what is worked out outside: relations and commitments, and who did not sign.

CREATE TABLE joined (treaty TEXT, code TEXT);  -- who came to a treaty that others had signed, or signed it after the day
CREATE TABLE told (a TEXT, b TEXT, rank INT, said TEXT, slots TEXT);
---- derived ----
CREATE TABLE ally AS
SELECT a AS x, b AS y FROM answer WHERE value = 'allies' UNION ALL SELECT b, a FROM answer WHERE value = 'allies';
CREATE TABLE alive AS
SELECT code, continues FROM state, on_day
WHERE status <> 'territory' AND coalesce(began_lo <= day, 1) AND coalesce(ended_hi > day, 1);
DELETE FROM alive WHERE continues IN (SELECT code FROM alive);
DELETE FROM ally WHERE x NOT IN (SELECT code FROM alive) OR y NOT IN (SELECT code FROM alive);
CREATE INDEX ally_of ON ally (y, x);

CREATE TABLE beside AS
WITH conflict AS (
    SELECT a, b, iif(until_ref IS NULL, '', 'were-') || iif(war, 'at-war', 'in-conflict') AS said,
        iif(until_ref IS NULL, json_object('since', from_ref, 'conflict', 'conflicts/' || conflict),
            json_object('since', from_ref, 'until', until_ref, 'conflict', 'conflicts/' || conflict)) AS slots,
        row_number() OVER (PARTITION BY a, b ORDER BY war DESC, start DESC, conflict DESC) AS place
    FROM opposed, on_day WHERE started <= day AND (until_lo IS NULL OR until_lo >= day)),
signed AS (
    SELECT a, b, treaty, row_number() OVER (PARTITION BY a, b ORDER BY signed_hi DESC, treaty DESC) AS place
    FROM owes JOIN treaty ON id = treaty
    WHERE value = 'awaited' AND kind IN ('defense', 'offense') AND (a_owes OR b_owes)
    AND NOT EXISTS (SELECT 1 FROM joined j WHERE j.treaty = owes.treaty AND j.code IN (a_as, b_as))),
pact AS (
    SELECT a, b, treaty, kind, row_number() OVER (PARTITION BY a, b ORDER BY treaty, number) AS place
    FROM bond JOIN answer USING (a, b)
    WHERE answer.value = 'lesser-pact' AND bond.value = 'yes' AND NOT ally AND NOT open),
shared AS (
    SELECT p.x AS a, q.x AS b, p.y AS other, count(*) OVER (PARTITION BY p.x, q.x) AS many,
        row_number() OVER (PARTITION BY p.x, q.x ORDER BY p.y) AS place
    FROM ally p JOIN ally q ON p.y = q.y AND p.x < q.x
    JOIN answer ON answer.a = p.x AND answer.b = q.x AND answer.value <> 'allies'),
common AS (
    SELECT a, b, many, json_group_array('states/' || lower(other)) AS others FROM shared WHERE place <= 3 GROUP BY a, b),
ended AS (
    SELECT e.a, e.b, e.treaty, row_number() OVER (PARTITION BY e.a, e.b
        ORDER BY min(coalesce(p.end_hi, '9999'), coalesce(q.end_hi, '9999')) DESC, e.treaty DESC) AS place
    FROM earlier e JOIN both USING (a, b, treaty)
    JOIN party p ON p.treaty = e.treaty AND p.code = a_as JOIN party q ON q.treaty = e.treaty AND q.code = b_as),
ranked AS (
    SELECT a, b, 1 AS rank, said, slots FROM conflict WHERE place = 1
    UNION ALL SELECT * FROM told
    UNION ALL SELECT a, b, 3, 'pending', json_object('treaty', 'treaties/' || treaty, 'date', 'treaties/' || treaty || '#/signed')
        FROM signed WHERE place = 1
    UNION ALL SELECT a, b, 4, 'pact-of-' || kind, json_object('treaty', 'treaties/' || treaty) FROM pact WHERE place = 1
    UNION ALL SELECT a, b, 6, iif(many > 3, 'common-allies-and-others', 'common-allies'), json_object('others', json(others))
        FROM common
    UNION ALL SELECT a, b, 7, 'earlier', json_object('treaty', 'treaties/' || treaty) FROM ended WHERE place = 1)
SELECT a, b, said, slots, min(rank) AS rank FROM ranked JOIN answer USING (a, b)
WHERE rank <= 2 OR value <> 'allies' GROUP BY a, b;
CREATE UNIQUE INDEX beside_pair ON beside (a, b);
