/* Opened from a folder on disk, no server adds index.html to an address that ends in a folder: here the links do it. */
(() => {
  if (location.protocol !== "file:") return;
  const whole = (link) => {
    const address = new URL(link.href);
    if (address.protocol !== "file:" || !address.pathname.endsWith("/")) return;
    address.pathname += "index.html";
    link.href = address.href;
  };
  addEventListener("DOMContentLoaded", () => [...document.links].forEach(whole));
  for (const event of ["click", "auxclick"]) {
    addEventListener(event, ({ target }) => [target.closest?.("a[href]")].filter(Boolean).forEach(whole), true);
  }
})();
