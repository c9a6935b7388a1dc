/** What each person has read: since the page was opened, whatever they were not shown is unread. */

const MENTION = /<(@\w+|!subteam\^\w+|!here|!channel|!everyone)/g;
const NOTHING = { count: 0, mentions: 0 };
const mentioned = new WeakMap();

export class Reading {
  #start = new Map();
  #marks = new Map();

  constructor(store) {
    this.store = store;
    for (const { id } of store.list("channel")) this.#start.set(id, newest(store, id));
  }

  mark(user, channel) {
    this.#marks.set(`${user}/${channel}`, newest(this.store, channel));
  }

  unread(user, channel) {
    const since = this.#marks.get(`${user}/${channel}`) ?? this.#start.get(channel) ?? "";
    if (newest(this.store, channel) <= since) return NOTHING;
    const { top, replies } = this.store.conversation(channel);
    const fresh = (each) => each.ts > since && each.user !== user;
    const direct = this.store.get("channel", channel).kind === "im";
    const all = [...top, ...[...replies.values()].flat().filter((each) => !each.broadcast)].filter(fresh);
    return {
      count: top.filter(fresh).length,
      mentions: all.filter((each) => direct || calls(this.store, each, user)).length,
    };
  }

  /** All that awaits a person, over all conversations. */
  waiting(user) {
    const mine = this.store.list("channel").filter((each) => each.members.includes(user));
    return mine
      .map(({ id }) => this.unread(user, id))
      .reduce((sum, each) => ({ count: sum.count + each.count, mentions: sum.mentions + each.mentions }), NOTHING);
  }
}

function newest(store, channel) {
  const { top, replies } = store.conversation(channel);
  const last = [top.at(-1), ...[...replies.values()].map((each) => each.at(-1))];
  return last.reduce((most, each) => (each && each.ts > most ? each.ts : most), "");
}

function calls(store, message, user) {
  if (!mentioned.has(message)) {
    const written = message.text + JSON.stringify(message.blocks);
    mentioned.set(message, new Set([...written.matchAll(MENTION)].map((found) => found[1])));
  }
  const groups = store.list("group").filter((each) => each.users.includes(user));
  const mine = [`@${user}`, "!here", "!channel", "!everyone", ...groups.map((each) => `!subteam^${each.id}`)];
  return mine.some((each) => mentioned.get(message).has(each));
}
