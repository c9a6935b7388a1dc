/** Date, time, and both: the browser's own pickers. */

import { html, useEffect, useRef } from "./dom.js";
import { aria } from "./fields.js";

const TYPES = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" };
const SETTLED = 600;

/** Typing a year passes through others: the app hears of the value once it has settled. */
export function DateTime({ block, element, value, keep, tell, labelledby, ...how }) {
  const waiting = useRef(0);
  useEffect(() => () => clearTimeout(waiting.current), []);
  const settle = (chosen) => {
    clearTimeout(waiting.current);
    waiting.current = 0;
    tell(chosen);
  };
  const changed = (event) => {
    const chosen = event.currentTarget.value;
    keep(chosen);
    clearTimeout(waiting.current);
    waiting.current = setTimeout(() => settle(chosen), SETTLED);
  };
  const named = element.placeholder?.text ?? "Date et heure";
  const name = block.type === "actions" ? { "aria-label": named } : {};
  return html`<input type=${TYPES[element.type]} class="field moment" value=${value ?? ""} onInput=${changed}
    onBlur=${() => waiting.current && settle(value)} ...${aria({ element, labelledby, ...how })} ...${name} />`;
}
