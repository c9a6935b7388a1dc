/** What the simulator has told, by kind, and who wants to know when it tells more. */

const NONE = Object.freeze([]);
const NAMED = ["person", "group", "channel"];

/** The people, channels and groups by their ids; another object as soon as one of them changes. */
class Names {
  constructor(store) {
    this.store = store;
  }

  of(id) {
    for (const kind of NAMED) {
      const found = this.store.get(kind, id);
      if (found) return found.handle ?? found.name;
    }
    return id;
  }

  get bot() {
    return this.store.bot;
  }

  zone(user) {
    return this.store.get("person", user)?.tz ?? "UTC";
  }
}

export class Store {
  #kinds = new Map();
  #conversations = new Map();
  #listeners = new Set();
  #open;

  constructor(bot) {
    this.bot = bot;
    this.names = new Names(this);
    this.connected = false;
    this.ready = new Promise((resolve) => (this.#open = resolve));
  }

  all(kind) {
    if (!this.#kinds.has(kind)) this.#kinds.set(kind, new Map());
    return this.#kinds.get(kind);
  }

  get(kind, id = "") {
    return this.all(kind).get(id);
  }

  list(kind) {
    return [...this.all(kind).values()];
  }

  now() {
    return Date.now() + this.get("clock").offset * 1000;
  }

  /** The messages outside threads, oldest first, and the replies of each thread. */
  conversation(channel) {
    if (!this.#conversations.has(channel)) this.#conversations.set(channel, this.#sorted(channel));
    return this.#conversations.get(channel);
  }

  replies(channel, ts) {
    return this.conversation(channel).replies.get(ts) ?? NONE;
  }

  #sorted(channel) {
    const mine = this.list("message").filter((each) => each.channel === channel);
    mine.sort((one, other) => (one.ts < other.ts ? -1 : 1));
    const replies = new Map();
    for (const each of mine.filter((one) => one.thread_ts && one.thread_ts !== one.ts)) {
      replies.set(each.thread_ts, [...(replies.get(each.thread_ts) ?? NONE), each]);
    }
    const stands = (each) => !each.thread_ts || each.thread_ts === each.ts || each.broadcast;
    const seen = (each) => each.subtype !== "tombstone" || replies.has(each.ts);
    return { top: mine.filter((each) => stands(each) && seen(each)), replies };
  }

  /** The direct messages between the person and the app, once there are some. */
  direct(user) {
    return this.list("channel").find((each) => each.user === user);
  }

  take({ whole, put, drop }) {
    if (whole) {
      this.#kinds.clear();
      this.#conversations.clear();
    }
    for (const [key, value] of Object.entries(put)) this.#set(key, value);
    for (const key of drop) this.#set(key, undefined);
    this.connected = true;
    this.#open();
    this.tell();
  }

  #set(key, value) {
    const [kind, ...rest] = key.split("/");
    const id = rest.join("/");
    if (kind === "message") this.#conversations.delete(rest[0]);
    if (NAMED.includes(kind)) this.names = new Names(this);
    if (value === undefined) this.all(kind).delete(id);
    else this.all(kind).set(id, value);
  }

  tell() {
    for (const listener of this.#listeners) listener();
  }

  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
