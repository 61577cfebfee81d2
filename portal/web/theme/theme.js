// Run before anything is painted: the reader's choice of light or dark, where there is one.
// Without one, `color-scheme` follows the system.
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // A browser that keeps nothing for the page follows the system.
}
