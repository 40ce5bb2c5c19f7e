// A part of the drawing (or of its list) opens beside it instead of on a page of its own; without this script its link works.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-part]");
  const place = document.getElementById("part");
  if (!link || !place || event.ctrlKey || event.metaKey || event.shiftKey || event.button) { return; }
  event.preventDefault();
  const address = link.getAttribute("href");
  htmx.ajax("GET", address, { target: "#part", swap: "innerHTML" }).then(() => {
    const title = place.querySelector("h2");
    if (title) { title.tabIndex = -1; title.focus({ preventScroll: true }); place.scrollIntoView({ block: "nearest" }); }
  });
});
