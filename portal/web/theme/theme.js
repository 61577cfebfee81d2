// Apply the reader's choice of light or dark. Pages run this before they are first painted.
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Without storage, `color-scheme` follows the system.
}
