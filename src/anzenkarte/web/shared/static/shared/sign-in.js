// Says in words that a passkey could not be used; the library only tells the developer's console.
document.addEventListener("allauth.error", function (event) {
  const place = document.getElementById("passkey-trouble");
  if (place) {
    event.preventDefault();
    place.textContent = place.dataset.text;
  }
});
