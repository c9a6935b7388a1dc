/** A list of messages: days between them, the newest in view, the arrows to walk through it. */

import { html, useEffect, useLayoutEffect, useRef } from "./dom.js";
import { day, dayTitle, instantOf } from "./dates.js";
import { MessageRow } from "./message.js";

const BREATH = 5 * 60;
const AT_END = 80;
const NONE = Object.freeze([]);

/** `messages` are in order; `repliesOf` gives each one's thread. */
export function Messages({ id, label, messages, repliesOf = () => NONE, reader, names, spot, now, inThread }) {
  const list = useRef(null);
  useEnd(list, id, messages.at(-1), reader);
  useSpot(list, spot);
  const zone = names.zone(reader);
  return html`<div class="messages" ref=${list} tabindex="0" role="region" aria-label=${label} onKeyDown=${walk}>
    <ol>
      ${messages.map((message, index) => {
        const before = messages[index - 1];
        const newDay = !before || day(instantOf(before.ts), zone) !== day(instantOf(message.ts), zone);
        return [
          newDay && html`<${Day} key=${`day${message.ts}`} at=${instantOf(message.ts)} zone=${zone} now=${now} />`,
          html`<${MessageRow} key=${message.ts} message=${message} replies=${repliesOf(message.ts)} reader=${reader} names=${names}
            grouped=${!newDay && goesOn(before, message)} spot=${spot === message.ts} inThread=${inThread} />`,
        ];
      })}
    </ol>
  </div>`;
}

const Day = ({ at, zone, now }) => html`<li class="day"><span>${dayTitle(at, zone, now)}</span></li>`;

function goesOn(before, message) {
  const plain = (each) => !each.is_ephemeral && !each.subtype;
  return plain(before) && plain(message) && before.user === message.user && message.ts - before.ts < BREATH;
}

/** Stays at the end while one reads there; goes there when one comes, and when one has written oneself. */
function useEnd(list, id, last, reader) {
  const atEnd = useRef(true);
  const toEnd = () => {
    const box = list.current;
    if (box) box.scrollTop = box.scrollHeight;
  };
  useEffect(() => {
    const box = list.current;
    const look = () => (atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < AT_END);
    const grown = new ResizeObserver(() => atEnd.current && toEnd());
    box.addEventListener("scroll", look);
    grown.observe(box);
    grown.observe(box.firstElementChild);
    return () => {
      box.removeEventListener("scroll", look);
      grown.disconnect();
    };
  }, []);
  useLayoutEffect(toEnd, [id, reader]);
  useLayoutEffect(() => {
    if (atEnd.current || last?.user === reader) toEnd();
  }, [last]);
}

function useSpot(list, spot) {
  useEffect(() => {
    const found = spot && list.current.querySelector(`[data-ts="${spot}"]`);
    if (!found) return;
    found.scrollIntoView({ block: "center" });
    found.focus({ preventScroll: true });
  }, [spot]);
}

function walk(event) {
  const row = document.activeElement?.closest("[data-ts]");
  if (!["ArrowUp", "ArrowDown"].includes(event.key) || (document.activeElement !== row && row)) return;
  const rows = [...event.currentTarget.querySelectorAll("[data-ts]")];
  const at = row ? rows.indexOf(row) : rows.length;
  const next = rows[at + (event.key === "ArrowUp" ? -1 : 1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
