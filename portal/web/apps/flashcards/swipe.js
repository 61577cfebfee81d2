// A turned card follows the finger, to the right or to the left.

const FAR_ENOUGH_PX = 80;

/** @param {HTMLElement} card @param {(right: boolean) => void} swiped */
export function swipeable(card, swiped) {
  let from = null;
  const move = (way) => {
    card.dataset.swipe = Math.abs(way) < FAR_ENOUGH_PX ? "" : way > 0 ? "right" : "left";
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    card.style.translate = still ? "" : `${way}px`;
  };
  const end = ({ type }) => {
    const side = card.dataset.swipe;
    from = null;
    move(0);
    if (type === "pointerup" && side) swiped(side === "right");
  };
  card.addEventListener("pointerdown", ({ pointerType, clientX }) => {
    if (pointerType === "touch" && card.matches(".turned")) from = clientX; // a mouse marks text
  });
  card.addEventListener("pointermove", ({ clientX }) => from !== null && move(clientX - from));
  card.addEventListener("pointerup", end);
  card.addEventListener("pointercancel", end);
}
