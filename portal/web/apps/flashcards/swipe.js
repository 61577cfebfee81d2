// A card that follows the finger: to the right, or to the left.

const FAR_ENOUGH_PX = 80;

/**
 * Let a card be swiped, while it is turned.
 * @param {HTMLElement} card
 * @param {(right: boolean) => void} swiped
 */
export function swipeable(card, swiped) {
  let from = null;
  let way = 0;

  const move = (to) => {
    way = Math.abs(to) < 10 ? 0 : to; // a tap trembles
    card.dataset.swipe = Math.abs(way) < FAR_ENOUGH_PX ? "" : way > 0 ? "right" : "left";
    card.style.translate = way && !matchMedia("(prefers-reduced-motion)").matches ? `${way}px` : "";
  };
  card.addEventListener("pointerdown", ({ pointerType, clientX }) => {
    from = pointerType === "mouse" || !card.matches(".turned") ? null : clientX; // a mouse marks text
  });
  card.addEventListener("pointermove", (event) => {
    if (from === null) return;
    move(event.clientX - from);
    if (way) card.setPointerCapture(event.pointerId);
  });
  const end = ({ type }) => {
    const side = card.dataset.swipe;
    from = null;
    move(0);
    if (type === "pointerup" && side) swiped(side === "right");
  };
  card.addEventListener("pointerup", end);
  card.addEventListener("pointercancel", end);
}
