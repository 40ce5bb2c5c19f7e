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
document.addEventListener("click", (event) => {
  const place = document.getElementById("part");
  if (!place || !event.target.closest("[data-close-part]")) { return; }
  place.replaceChildren();
  document.getElementById("drawing")?.focus({ preventScroll: true });
});
// The drawing is shown as large as it can be read, and as a whole on request.
document.querySelectorAll("[data-whole-drawing]").forEach((button) => {
  button.parentElement.hidden = false;
  button.addEventListener("click", () => {
    const whole = document.getElementById("drawing").classList.toggle("drawing--whole");
    button.setAttribute("aria-pressed", String(whole));
  });
});
