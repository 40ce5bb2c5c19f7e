// Opens the settle dialogue as a modal one once htmx has put it in place; without this script its link opens a page.
document.addEventListener("htmx:afterSwap", (event) => {
  const dialog = event.target.querySelector("dialog[data-dialog]");
  if (!dialog) { return; }
  const before = document.activeElement;
  dialog.removeAttribute("open");
  dialog.showModal();
  const title = dialog.querySelector("h2");
  if (title) { title.focus(); }
  const close = dialog.querySelector("[data-close]");
  if (close) { close.addEventListener("click", (press) => { press.preventDefault(); dialog.close(); }); }
  dialog.addEventListener("close", () => { dialog.remove(); if (before) { before.focus(); } });
});
