/** Days and hours, in French, where the reader is. */

const FORMATS = new Map();

function format(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!FORMATS.has(key)) FORMATS.set(key, new Intl.DateTimeFormat("fr-FR", { timeZone: zone, ...options }));
  return FORMATS.get(key);
}

const DATE = { day: "numeric", month: "long", year: "numeric" };
const SHORT = { day: "numeric", month: "short", year: "numeric" };
const LONG = { weekday: "long", ...DATE };
const TIME = { hour: "2-digit", minute: "2-digit" };

export const instantOf = (ts) => Number(ts) * 1000;
export const time = (at, zone) => format(zone, TIME).format(at);
export const moment = (at, zone) => format(zone, { weekday: "short", day: "numeric", month: "short", ...TIME }).format(at);
export const fullMoment = (at, zone) => format(zone, { ...LONG, ...TIME, second: "2-digit" }).format(at);

const pad = (number) => String(number).padStart(2, "0");

/** `2026-11-24T10:30` on the reader's wall. */
export function wall(at, zone) {
  const parts = {};
  const all = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  for (const { type, value } of format(zone, all).formatToParts(at)) parts[type] = value;
  return `${parts.year}-${parts.month}-${parts.day}T${pad(parts.hour)}:${parts.minute}`;
}

export const day = (at, zone) => wall(at, zone).slice(0, 10);

/** `aujourd’hui`, `hier`, `demain`, or nothing. */
function near(at, zone, now) {
  const apart = Math.round((Date.parse(day(at, zone)) - Date.parse(day(now, zone))) / 86_400_000);
  return { "-1": "hier", 0: "aujourd’hui", 1: "demain" }[apart] ?? "";
}

export function dayTitle(at, zone, now) {
  const title = near(at, zone, now) || format(zone, LONG).format(at);
  return title[0].toUpperCase() + title.slice(1);
}

function ago(at, now) {
  const words = new Intl.RelativeTimeFormat("fr-FR", { numeric: "auto" });
  const minutes = Math.round((at - now) / 60_000);
  if (Math.abs(minutes) < 60) return words.format(minutes, "minute");
  const hours = Math.round(minutes / 60);
  return Math.abs(hours) < 24 ? words.format(hours, "hour") : words.format(Math.round(hours / 24), "day");
}

const TOKENS = {
  date_num: (at, zone) => day(at, zone),
  date: (at, zone) => format(zone, DATE).format(at),
  date_short: (at, zone) => format(zone, SHORT).format(at),
  date_long: (at, zone) => format(zone, LONG).format(at),
  time,
  time_secs: (at, zone) => format(zone, { ...TIME, second: "2-digit" }).format(at),
  ago: (at, _, now) => ago(at, now),
};

/** What `<!date^unix^tokens>` says to this reader. */
export function slackDate(unix, tokens, zone, now) {
  const at = Number(unix) * 1000;
  return tokens.replace(/\{(\w+)\}/g, (whole, token) => {
    const plain = token.replace(/_pretty$/, "");
    if (!TOKENS[plain]) return whole;
    const pretty = plain === token ? "" : near(at, zone, now);
    return pretty || TOKENS[plain](at, zone, now);
  });
}
