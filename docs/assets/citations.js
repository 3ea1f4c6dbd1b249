/* A citation opens in place: the words relied on, who printed them, what rivals print, and the fact itself. All of it
   stands in the lists that close the page; without this script, a citation leads there. */
(() => {
  /* All sources once stood on one page: an address that names one of them still leads to it. */
  const [, id] = /^#source-(.+)/.exec(decodeURIComponent(location.hash)) ?? [];
  if (id && document.querySelector("ul.parts")) {
    const root = new URL("../", new URL(".", location));
    const led = (every) => every.find((each) => each.id === id);
    fetch(new URL("api/v1/sources.json", root)).then((found) => found.json()).then(led).then((found) => found && location.replace(new URL(`${found.page}#source-${id}`, root)));
  }
  const list = document.querySelector("ol.sources[data-close]");
  if (!list || !HTMLElement.prototype.showPopover) return;
  const [said, MARK] = [list.dataset, "[data-fact], [data-evidence]"];
  const made = (tag, attributes, ...children) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.append(...children.filter(Boolean));
    return element;
  };
  const box = made("div", { id: "cited", className: "cited md-typeset", popover: "auto", tabIndex: -1 });
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-labelledby", "cited-title");
  document.body.append(box);
  let opener;

  /* What stands before a citation: a value, a text, or a quotation. */
  const cited = (link) => {
    for (let node = link.closest("sup"); (node = node?.previousElementSibling); ) {
      const found = node.matches(MARK) ? node : [...node.querySelectorAll(MARK)].at(-1);
      if (found) return found;
    }
  };

  /* The words of a source that stand behind a value: the row that prints it, else those of its entry, else a few. */
  const relied = (item, ref) => {
    const rows = [...item.querySelectorAll(".printed > li")].map((row) => {
      const evidence = row.querySelector("q").dataset.evidence;
      return { row, evidence, entry: evidence.slice(0, evidence.lastIndexOf("/evidence/")) };
    });
    const those = (test) => rows.filter(test).map(({ row, evidence }) => ({ row, evidence }));
    const exact = those(({ row, evidence, entry }) => ref === evidence || ref === `${entry}/${row.dataset.supports}`);
    if (exact.length) return exact;
    const nearest = Math.max(...rows.filter(({ entry }) => ref.startsWith(`${entry}/`)).map(({ entry }) => entry.length));
    const beside = those(({ entry }) => entry.length === nearest && ref.startsWith(`${entry}/`));
    return beside.length || rows.length > 3 ? beside : those(() => true);
  };

  /* Where the fact stands, and the form in which to say that it is wrong; where nobody shows the repository, its file. */
  const leads = (ref, row, shown) => {
    const file = `facts/${ref.split("#")[0]}.yaml`;
    const place = row ? `${file}#L${row.dataset.line}` : file;
    if (!said.forge) return [made("span", { textContent: place.replace("#L", ":") })];
    const asked = { template: "wrong-value.yml", title: `Wrong: ${ref}`, page: `${location.pathname} ${ref}`, value: shown };
    const link = (textContent, href) => made("a", { textContent, href, rel: "noopener external" });
    return [link(said.see, `${said.forge}/blob/HEAD/${place}`), link(said.report, `${said.forge}/issues/new?${new URLSearchParams(asked)}`)];
  };

  const filled = (link) => {
    const [item, mark] = [document.getElementById(link.hash.slice(1)), cited(link)];
    const ref = mark?.dataset.fact ?? mark?.dataset.evidence ?? item.id.replace("source-", "sources/");
    const rows = relied(item, ref);
    const dispute = document.getElementById(`dispute-${ref.replace("#/", "-").replaceAll("/", "-")}`);
    const source = item.cloneNode(true);
    for (const node of source.querySelectorAll(".printed, .back, br")) node.remove();
    const title = made("p", { id: "cited-title", className: "cited__title" }, source.firstElementChild);
    const close = made("button", { type: "button", className: "cited__close", onclick: () => box.hidePopover() });
    close.setAttribute("aria-label", said.close);
    const rival = dispute && made("div", { className: "cited__rivals" }, made("strong", { textContent: said.disputed }), ...[...dispute.querySelectorAll("dd")].map((each) => made("p", {}, ...each.cloneNode(true).childNodes)));
    const back = made("a", { textContent: said.listed, href: link.hash, onclick: () => box.hidePopover() });
    box.replaceChildren(
      close,
      ...rows.map(({ row }) => made("p", { className: "cited__words" }, ...[...row.children].map((each) => each.cloneNode(true)))),
      title,
      made("p", { className: "cited__source" }, ...source.childNodes),
      ...[rival].filter(Boolean),
      made("p", { className: "cited__leads" }, ...leads(ref, rows[0]?.row, mark?.textContent ?? ""), back),
    );
    for (const each of box.querySelectorAll("[id]:not(#cited-title)")) each.removeAttribute("id");
  };

  /* Below the citation, or above it where there is more room; on a phone the stylesheet puts it at the foot. */
  const placed = (link) => {
    const [at, room] = [link.getBoundingClientRect(), document.documentElement];
    const left = Math.max(8, Math.min(at.left - 24, room.clientWidth - box.offsetWidth - 8));
    const below = at.bottom + 6 + box.offsetHeight < room.clientHeight || at.top < box.offsetHeight + 6;
    box.style.setProperty("--left", `${left + scrollX}px`);
    box.style.setProperty("--top", `${(below ? at.bottom + 6 : at.top - 6 - box.offsetHeight) + scrollY}px`);
  };

  for (const link of document.querySelectorAll("a.cite")) link.setAttribute("aria-haspopup", "dialog");
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.cite");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (box.contains(link)) box.hidePopover();
    opener = box.contains(link) ? opener : link;
    filled(link);
    box.showPopover();
    placed(opener);
    box.focus({ preventScroll: true });
  });
  box.addEventListener("toggle", ({ newState }) => {
    if (newState === "closed" && [document.body, null, box].includes(document.activeElement)) opener?.focus({ preventScroll: true });
  });
})();
