/* The finder on the home page: two names, an optional day, the answer at once, from the site's own JSON. */
(() => {
  const form = document.getElementById("finder");
  if (!form) return;
  const api = new URL(form.dataset.api, document.baseURI);
  const output = form.querySelector("output");
  const words = { "allies": "Yes: allies", "disputed": "Disputed", "lesser-pact": "No: not allies, though a lesser pact binds them", "not-allies": "No: not allies", "unknown": "Unknown" };
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
  const get = (name) => fetch(new URL(name, api)).then((answer) => (answer.ok ? answer.json() : null));
  let index, codes, names;

  const ready = () => (index ??= get("states.json").then((states) => {
    codes = new Map();
    names = new Map();
    const list = document.getElementById("finder-states");
    for (const state of states) {
      names.set(state.code, state);
      for (const name of [state.name, state.code, state.alpha2, state.in_a_sentence, ...state.names]) if (name && !codes.has(fold(name))) codes.set(fold(name), state.code);
      list.append(Object.assign(document.createElement("option"), { value: state.name }));
    }
  }));

  const say = (...parts) => output.replaceChildren(...parts);
  const link = (text, address) => Object.assign(document.createElement("a"), { textContent: text, href: new URL(address, new URL("../../", api)) });

  form.addEventListener("focusin", ready, { once: true });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await ready();
    const [a, b] = ["a", "b"].map((name) => codes.get(fold(form.elements[name].value)));
    const unknown = ["a", "b"].find((name, place) => ![a, b][place]);
    if (unknown) return say(`No state is called “${form.elements[unknown].value}”.`);
    if (a === b) return say("These are the same state.");
    const day = form.elements.on.value;
    const surely = (date) => date && !/[~?]/.test(date) ? date.split("/")[0] : "";
    const unborn = [a, b].map((code) => names.get(code)).find((state) => day && day < surely(state.began));
    if (unborn) return say(`On ${day}, ${unborn.in_a_sentence} was not yet: it began on ${unborn.began}.`);
    const pair = await get(`pairs/${[a, b].sort().join("-")}.json`).catch(() => null);
    let answer, edition, page;
    if (pair) {
      const past = pair.history.filter((entry) => !day || entry.from <= day);
      answer = day && day < pair.day ? (past.at(-1) ?? { answer: "unknown" }).answer : pair.answer;
      [edition, page] = [pair.day, pair.page];
    } else {
      const state = await get(`states/${a}.json`);
      [answer, edition, page] = [state.answers[b].answer, state.day, state.page];
    }
    const when = day && day < edition ? day : edition;
    say(`${words[answer]} (${names.get(a).name} and ${names.get(b).name}, ${when}). `, link("Why", page));
  });
})();
