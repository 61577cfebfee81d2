// Swipe a turned card to the left or to the right.

const MIN_DISTANCE_PX = 80;

/** @param {HTMLElement} card @param {(right: boolean) => void} swiped */
export function onSwipe(card, swiped) {
  /** @type {number | null} */
  let startX = null;
  /** @param {number} distance In pixels, negative to the left. */
  const move = (distance) => {
    card.dataset.swipe = Math.abs(distance) < MIN_DISTANCE_PX ? "" : distance > 0 ? "right" : "left";
    const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)").matches;
    card.style.translate = reducedMotion ? "" : `${distance}px`;
  };
  card.onpointerdown = ({ pointerType, clientX }) => {
    if (pointerType === "touch" && card.matches(".turned")) startX = clientX; // a mouse selects text
  };
  card.onpointermove = ({ clientX }) => {
    if (startX !== null) move(clientX - startX);
  };
  card.onpointerup = card.onpointercancel = ({ type }) => {
    const side = card.dataset.swipe;
    startX = null;
    move(0);
    if (type === "pointerup" && side) swiped(side === "right");
  };
}
