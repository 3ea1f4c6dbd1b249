/* Opened from a folder on disk, no server adds index.html to an address that ends in a folder: here the links do it. And
   no browser lets such a page read the index for searching: the theme hides its box, and a sentence in its place says why. */
(() => {
  if (location.protocol !== "file:") return;
  const whole = (link) => {
    const address = new URL(link.href);
    if (address.protocol !== "file:" || !address.pathname.endsWith("/")) return;
    address.pathname += "index.html";
    link.href = address.href;
  };
  const closed = "A page on disk cannot be searched. The page of each state lists all its answers.";
  addEventListener("DOMContentLoaded", () => {
    [...document.links].forEach(whole);
    const said = Object.assign(document.createElement("span"), { className: "search-closed", textContent: closed });
    document.querySelector(".md-search")?.after(said);
  });
  for (const event of ["click", "auxclick"]) {
    addEventListener(event, ({ target }) => [target.closest?.("a[href]")].filter(Boolean).forEach(whole), true);
  }
})();
