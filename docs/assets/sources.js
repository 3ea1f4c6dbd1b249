/* All sources once stood on one page: an address that names one of them still leads to it. */
(async () => {
  const id = decodeURIComponent(location.hash).replace(/^#source-/, "");
  if (!location.hash.startsWith("#source-") || document.getElementById(location.hash.slice(1))) return;
  const root = new URL("../", new URL(".", location));
  const found = (await (await fetch(new URL("api/v1/sources.json", root))).json()).find((each) => each.id === id);
  if (found) location.replace(new URL(`${found.page}${location.hash}`, root));
})();
