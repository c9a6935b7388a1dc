/** Where one is: who, in which conversation, in which thread, at which message; kept in the address. */

import { useCallback, useEffect, useState } from "./dom.js";

/** `place` is a channel's id, `home` or `direct`. */
function read(store) {
  const [user, place, thread, spot] = location.hash.slice(1).split("/").map(decodeURIComponent);
  const known = store.get("person", user) ? user : people(store)[0].id;
  return within(store, { user: known, place, thread: thread || null, spot: spot || null });
}

export function people(store) {
  return store.list("person").filter((each) => !each.is_bot && !each.deleted);
}

export function channels(store, user) {
  return store.list("channel").filter((each) => each.kind !== "im" && each.members.includes(user));
}

/** The channel that a place shows; none before the first direct message. */
export function channelOf(store, { user, place }) {
  return place === "direct" ? store.direct(user) : store.get("channel", place);
}

function within(store, here) {
  const own = ["home", "direct"].includes(here.place);
  const mine = channels(store, here.user);
  if (own || mine.some((each) => each.id === here.place)) return here;
  return { ...here, place: mine[0]?.id ?? "direct", thread: null, spot: null };
}

function write({ user, place, thread, spot }) {
  return `#${[user, place, thread ?? "", spot ?? ""].join("/").replace(/\/+$/, "")}`;
}

export function useHere(store) {
  const [here, set] = useState(() => read(store));
  useEffect(() => {
    const follow = () => set(read(store));
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  const go = useCallback((change) => {
    const moved = "user" in change || "place" in change;
    const next = { ...read(store), ...(moved ? { thread: null } : {}), spot: null, ...change };
    location.hash = write(within(store, next));
    set(read(store));
  }, []);
  return [here, go];
}
