// The button that shows the navigation on a narrow screen; a wide one shows it anyway.

/** Let the button in the page open and close what it controls. */
export function start() {
  const button = /** @type {HTMLButtonElement} */ (document.querySelector(".menu"));
  const open = (/** @type {boolean} */ yes) => button.setAttribute("aria-expanded", String(yes));
  const isOpen = () => button.getAttribute("aria-expanded") === "true";
  button.hidden = false;
  button.addEventListener("click", () => open(!isOpen()));
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Element && !target.closest(".menu")) open(false);
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !isOpen()) return;
    open(false);
    button.focus();
  });
}
