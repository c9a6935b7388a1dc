/** Popups: what opens beside a control, above everything else on the page. */

import { useEffect, useLayoutEffect } from "./dom.js";

const GAP = 4;
const MARGIN = 8;

function settle(anchor, popup) {
  const at = anchor.getBoundingClientRect();
  popup.style.minWidth = `${Math.min(at.width, innerWidth - 2 * MARGIN)}px`;
  const below = innerHeight - at.bottom - GAP - MARGIN;
  const above = at.top - GAP - MARGIN;
  const upwards = popup.scrollHeight > below && above > below;
  popup.style.maxHeight = `${Math.min(320, upwards ? above : below)}px`;
  const { width, height } = popup.getBoundingClientRect();
  popup.style.left = `${Math.max(MARGIN, Math.min(at.left, innerWidth - width - MARGIN))}px`;
  popup.style.top = `${upwards ? at.top - GAP - height : at.bottom + GAP}px`;
}

/** Shows `popup` beside `anchor` while it is open, and follows it; a press elsewhere calls `close`. */
export function usePopup(isOpen, anchor, popup, close) {
  useLayoutEffect(() => {
    if (isOpen && popup.current && !popup.current.matches(":popover-open")) popup.current.showPopover();
    if (isOpen && popup.current) settle(anchor.current, popup.current);
  });
  useEffect(() => {
    if (!isOpen) return undefined;
    const follow = () => popup.current && settle(anchor.current, popup.current);
    const elsewhere = (event) => {
      if (!anchor.current.contains(event.target) && !popup.current?.contains(event.target)) close();
    };
    addEventListener("scroll", follow, true);
    addEventListener("resize", follow);
    addEventListener("pointerdown", elsewhere);
    return () => {
      removeEventListener("scroll", follow, true);
      removeEventListener("resize", follow);
      removeEventListener("pointerdown", elsewhere);
    };
  }, [isOpen]);
}
