// Runs before the first paint, so that a chosen theme never flashes; "system" leaves it to the media query.
const chosen = localStorage.getItem("theme");
if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
