/* The finder: two names, an optional day, and the answer at once, from the site's own data and in its own phrases. Where the
   form keeps the address, a question has one: ?a=JPN&b=PHL&on=1955-06-01. */
const finder = (form) => {
  const api = new URL(form.dataset.api, document.baseURI);
  const output = form.querySelector("output");
  const fields = ["a", "b", "on"].map((name) => form.elements[name]);
  const fold = (text) => text.normalize("NFKD").replace(/[\p{M}'’]/gu, "").toLowerCase().replace(/[\s-]+/g, " ").trim();
  const language = document.documentElement.lang.replace(/^en$/, "en-GB"); // which has the day before the month
  const spoken = (day) => new Date(day).toLocaleDateString(language, { dateStyle: "long", timeZone: "UTC" });
  const filled = (value) => String(value ?? "").replace(/\b\d{4}-\d\d-\d\d\b/g, spoken);
  const fill = (text, slots = {}) => text.replace(/\{([a-z_]+)\}/g, (_, name) => filled(slots[name])).trim();
  const opened = (text) => text.replace(/(^|\. )the /g, "$1The ");
  const held = new Map();
  const asking = (name) => fetch(new URL(name, api)).then((found) => found.json()).catch((error) => held.delete(name) && Promise.reject(error));
  const get = (name) => held.get(name) ?? held.set(name, asking(name)).get(name);
  let loading, phrases, states, codes, proper;

  const ready = () => (loading ??= Promise.all([get("states.json"), get("former.json"), get("phrases.json")]).then(([present, gone, said]) => {
    [phrases, states, codes, proper] = [said, new Map(), new Map(), new Set()];
    const list = document.getElementById("finder-states");
    for (const state of [...present, ...gone]) {
      states.set(state.code, state);
      for (const name of [state.name, state.code, state.alpha2, state.in_a_sentence, ...state.names].filter(Boolean)) {
        if (!codes.has(fold(name))) codes.set(fold(name), state.code);
      }
      for (const name of [state.name, state.code, state.alpha2, state.in_a_sentence].filter(Boolean)) proper.add(fold(name));
      list.append(Object.assign(document.createElement("option"), { value: state.name }));
    }
  }));

  /* The state that these words name; where one word is no more than a part of the names of several, as "Korea" is, none. */
  const called = (words) => (proper.has(words) || words.includes(" ") || near(words).length === 1 ? codes.get(words) : undefined);
  const near = (words) => {
    const found = [...codes].filter(([name]) => words && ` ${name} `.includes(` ${words} `)).map(([, code]) => states.get(code).name);
    return [...new Set(found)].sort();
  };
  const say = (...parts) => output.replaceChildren(...parts);
  const link = (text, address) => Object.assign(document.createElement("a"), { textContent: text, href: new URL(address, new URL("../../", api)) });

  /* Two states with nothing between them: no, where registers reach both in the year of the day. */
  const absent = (a, b, day) => {
    const within = ([from, until]) => from <= +day.slice(0, 4) && +day.slice(0, 4) <= until;
    const reached = [a, b].every((code) => states.get(code).reached.some(within));
    return { answer: reached ? "not-allies" : "unknown", because: phrases.grounds[reached ? "none-found" : "not-reached"] };
  };

  /* What the data say of a pair on a day: the key of the answer's phrase, the day, why, and the page that tells more. */
  const found = async (a, b, day) => {
    const [gone, other] = states.get(a).ended ? [a, b] : [b, a];
    if (states.get(gone).ended) {
      const entry = states.get(gone).histories[other]?.filter((each) => each.from <= day).at(-1);
      return { ...(entry ?? absent(a, b, day)), because: entry ? "" : absent(a, b, day).because, day, page: states.get(gone).page };
    }
    const state = await get(`states/${a}.json`);
    const pair = state.pairs.includes(b) ? await get(`pairs/${[a, b].sort().join("-")}.json`) : null;
    const { day: edition, ...rest } = pair ?? state;
    if (day && day > edition) return { later: edition };
    const past = pair && day && day < edition;
    if (!pair && day && day < edition) return { ...absent(a, b, day), day, page: rest.page };
    const entry = past ? pair.history.filter((each) => each.from <= day).at(-1) ?? { answer: "unknown" } : pair ?? rest.answers[b];
    const beside = pair ? [pair.added] : [a, b].map((code) => states.get(code).neutrality);
    const reason = past ? {} : { because: pair?.because, added: beside.filter(Boolean).join(" ") };
    return { answer: entry.one_way ? "one-way" : entry.answer, day: day || edition, page: rest.page, ...reason };
  };

  /* What is said of two states on a day, sentence by sentence, and the page that tells why, where one does. */
  const told = async (a, b, day) => {
    const { answer: answers, ask } = phrases;
    if (a === b) return { said: [ask.same] };
    const surely = (date) => (date && !/[~?]/.test(date) ? date.split("/")[0] : "");
    const unborn = [a, b].map((code) => states.get(code)).find((state) => day && day < surely(state.began));
    if (unborn) return { said: [fill(ask["not-yet"], { day, state: unborn.in_a_sentence, began: unborn.began })] };
    const over = [a, b].map((code) => states.get(code)).find(({ ended }) => ended && !(day && day < surely(ended)));
    if (over) return { said: [fill(ask["no-more"], { state: opened(over.in_a_sentence).replace(/^the /, "The "), ended: over.ended })] };
    const one = [a, b].map((code) => states.get(code)).find(({ united: is }) => is && surely(is.from) <= day && !(is.until && surely(is.until) <= day));
    if (one) {
      const { with: whole, from, until } = one.united;
      return { said: [fill(ask.united, { day, state: one.in_a_sentence, other: states.get(whole).in_a_sentence, since: from, until })] };
    }
    const entry = await found(a, b, day);
    if (entry.later) return { said: [fill(ask.later, { day, edition: entry.later })] };
    const slots = { a: states.get(a).in_a_sentence, b: states.get(b).in_a_sentence, day: entry.day, because: entry.because };
    const said = [opened(fill(answers[entry.answer], slots)), entry.added, fill(ask["as-of"], slots)];
    return { said: said.filter(Boolean), page: entry.page };
  };

  const answer = async () => {
    await ready();
    const { ask } = phrases;
    const [a, b] = fields.map((field) => called(fold(field.value)));
    const unknown = fields.find((field, place) => place < 2 && ![a, b][place]);
    if (unknown) {
      const [name, others] = [unknown.value, near(fold(unknown.value)).slice(0, 5).join(", ")];
      return say(fill(others ? ask.which : ask["no-such-state"], { name, states: others }));
    }
    const { said, page } = await told(a, b, fields[2].value);
    return page ? say(`${said.join(" ")} `, link(ask.why, page)) : say(...said);
  };

  /* What is said of the two states that words typed into a search name, the longest names first, and the address of their
     question; nothing where they do not name two. */
  const offered = async (typed) => {
    await ready();
    const small = new Set(phrases.ask["small-words"].split(" ")); // which are no codes here, as "and" is that of Andorra
    const words = fold(typed.replace(/['’]s\b/g, "").replace(/[^\p{L}\p{M}.'’ -]/gu, " ")).split(" ");
    const whole = (name) => (small.has(name) ? undefined : called(name) ?? (!name.includes(" ") && near(name).length === 1 ? codes.get(fold(near(name)[0])) : undefined));
    const named = new Set();
    for (let at = 0; at < words.length; ) {
      const length = [6, 5, 4, 3, 2, 1].find((length) => at + length <= words.length && whole(words.slice(at, at + length).join(" ")));
      if (length) named.add(whole(words.slice(at, at + length).join(" ")));
      at += length ?? 1;
    }
    const [a, b, ...more] = named;
    if (!b || more.length) return undefined;
    return { ...(await told(a, b, "")), address: new URL(`../../pairs/?a=${a}&b=${b}`, api) };
  };

  /* While somebody still types: the data that the answer takes, so that it is there at once. */
  const foreseen = async () => {
    await ready();
    const [a, b] = fields.map((field) => called(fold(field.value)));
    if (a && b) await told(a, b, fields[2].value);
    else if (a && !states.get(a).ended) await get(`states/${a}.json`);
  };

  const asked = () => {
    const query = new URLSearchParams(location.search);
    for (const field of fields) field.value = query.get(field.name) ?? "";
    return fields[0].value && fields[1].value ? answer() : say();
  };

  /* How many letters two names differ by (Levenshtein). */
  const apart = (a, b) => {
    let row = [...Array(b.length + 1).keys()];
    for (const letter of a) {
      let before = row[0]++;
      for (let at = 1; at <= b.length; at++) {
        const here = Math.min(row[at] + 1, row[at - 1] + 1, before + (letter !== b[at - 1]));
        [before, row[at]] = [row[at], here];
      }
    }
    return row[b.length];
  };
  const nearest = (words) => {
    const found = [...codes].map(([name, code]) => ({ code, off: apart(words, name) })).sort((one, other) => one.off - other.off)[0];
    return found.off <= words.length / 4 ? found : undefined;
  };

  /* For a missing address: the states that its last part names, or nearly does, and a search for its words. */
  const lost = async () => {
    await ready();
    const words = decodeURIComponent(location.pathname).split("/").filter(Boolean).at(-1)?.replace(/\.html$/, "") ?? "";
    const [name, parts] = [fold(words), fold(words).split(" ")];
    const cuts = parts.map((_, at) => [parts.slice(0, at), parts.slice(at)].map((part) => nearest(part.join(" ")))).filter((cut) => cut.every(Boolean));
    const off = (cut) => cut[0].off + cut[1].off;
    const alone = nearest(name);
    const found = cuts.sort((one, other) => off(one) - off(other))[0] ?? [alone].filter(Boolean);
    found.forEach(({ code }, place) => (fields[place].value = states.get(code).name));
    if (found.length === 2 && !off(found)) return answer();
    const search = link(fill(phrases.ask.search, { name }), `?q=${encodeURIComponent(name)}`);
    const [one, other] = found.map(({ code }) => states.get(code));
    const near = other ? link(`${one.name}, ${other.name}`, `pairs/?a=${one.code}&b=${other.code}`) : one && link(one.name, one.page);
    say(...(near ? [`${fill(phrases.ask.lost, { name })} `, near, ". "] : []), search);
  };

  form.addEventListener("focusin", ready, { once: true });
  form.addEventListener("input", foreseen);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if ("address" in form.dataset) history.pushState(null, "", `?${new URLSearchParams(new FormData(form))}`);
    answer();
  });
  addEventListener("unhandledrejection", ({ reason }) => reason instanceof TypeError && say(form.dataset.closed));
  if ("address" in form.dataset) {
    addEventListener("popstate", asked);
    asked();
  }
  if ("lost" in form.dataset) lost();
  const filledIn = (codes) => ready().then(() => codes.forEach((code, place) => (fields[place].value = states.get(code)?.name ?? "")));
  return { filledIn, offered };
};

/* The header of every page leads to the finder: to the page's own, or to that of the page for every pair, which opens in place
   with the two states of this page filled in. Where it cannot be read, as from a folder on disk, the link leads to that page. */
(() => {
  const box = document.querySelector(".md-search");
  box?.setAttribute("aria-label", box.querySelector("input").placeholder); // the theme gives its dialog no name
  const own = document.getElementById("finder");
  const here = own && finder(own);
  const there = [...document.querySelectorAll(".md-nav a")].find((each) => /\/pairs\/(index\.html)?$/.test(each.href));
  const place = document.querySelector(".md-header__title"); // after it, where nothing else has to move
  if (!place || !(own || there)) return;
  const title = (there ?? document.querySelector("h1")).textContent.trim();
  const link = Object.assign(document.createElement("a"), { className: "md-header__button md-icon", title, ariaLabel: title });
  link.id = "ask";
  link.href = own ? "#finder" : there.href;
  link.innerHTML = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M21 9l-4-4v3h-7v2h7v3zM7 11l-4 4 4 4v-3h7v-2H7z"/></svg>';
  place.after(link);
  let dialog;

  const fetched = async () => {
    const page = await fetch(link.href).then((found) => found.text());
    const form = new DOMParser().parseFromString(page, "text/html").getElementById("finder");
    for (const name of ["action", "data-api"]) form.setAttribute(name, new URL(form.getAttribute(name), link.href));
    form.removeAttribute("data-address");
    const made = Object.assign(document.createElement("dialog"), { className: "md-typeset finder-dialog", ariaLabel: title });
    const shut = Object.assign(document.createElement("button"), { className: "finder-close", type: "button", textContent: "×" });
    shut.ariaLabel = form.dataset.close;
    made.addEventListener("click", ({ target }) => [made, shut].includes(target) && made.close());
    made.append(shut, document.adoptNode(form));
    document.body.append(made);
    const { a, b } = document.querySelector(".answer [data-claim=answer]")?.dataset ?? {};
    made.finder = finder(form);
    await made.finder.filledIn([a, b]);
    return made;
  };

  /* Two states typed into the search box: the answer, before whatever the search finds. */
  const query = box?.querySelector("input");
  const offer = async () => {
    const typed = query.value;
    const offered = await (here ?? (dialog ??= await fetched()).finder).offered(typed);
    if (query.value !== typed) return;
    const result = box.querySelector(".md-search-result");
    result.querySelector(".search-offer")?.remove();
    if (!offered) return;
    const made = (name, given, ...parts) => {
      const element = Object.assign(document.createElement(name), given);
      element.append(...parts);
      return element;
    };
    const [answer, ...more] = offered.said;
    const article = made("article", { className: "md-search-result__article md-typeset" }, made("h1", {}, answer), made("p", {}, more.join(" ")));
    article.dataset.mdScore = "Infinity"; // by which the theme finds where the enter key leads
    const link = made("a", { className: "md-search-result__link", href: offered.address }, article);
    result.prepend(made("div", { className: "search-offer", ariaLive: "polite" }, link));
  };
  if (location.protocol !== "file:") query?.addEventListener("input", offer);

  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || location.protocol === "file:") return;
    event.preventDefault();
    const form = own ?? (dialog ??= await fetched()).querySelector("form");
    dialog?.showModal();
    form.elements.a.focus();
    form.elements.a.select();
  });
})();
