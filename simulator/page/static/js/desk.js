/** What every part of the page can ask for; one object for as long as the page lives. */

import { createContext } from "./dom.js";
import { act, Refused } from "./api.js";

export const Desk = createContext();

export class PageDesk {
  constructor(store, house) {
    this.store = store;
    this.user = "";
    this.place = "";
    this.house = house;
    this.go = () => {};
    this.toast = () => {};
    this.confirm = async () => true;
  }

  /** Does it in somebody's name; what is refused is said, and the answer is then undefined. */
  async act(name, body) {
    try {
      return await act(name, body);
    } catch (wrong) {
      if (!(wrong instanceof Refused)) throw wrong;
      this.toast(wrong.message);
      return undefined;
    }
  }

  /** Goes to the app's Home; who is there already has it drawn anew. */
  home() {
    if (this.place === "home") this.act("home", { user: this.user });
    else this.go({ place: "home" });
  }

  /** Goes to the message that a permanent link names; false when it is a link to elsewhere. */
  follow(href) {
    const found = new RegExp(`^https://${this.house.domain}\\.slack\\.com/archives/(\\w+)/p(\\d{10})(\\d{6})`).exec(href);
    if (!found) return false;
    const [, channel, seconds, fraction] = found;
    const ts = `${seconds}.${fraction}`;
    const message = this.store.get("message", `${channel}/${ts}`);
    if (!message || !this.store.get("channel", channel).members.includes(this.user)) {
      this.toast("Ce message n’est pas visible pour vous.");
      return true;
    }
    const thread = message.thread_ts && message.thread_ts !== ts ? message.thread_ts : null;
    const place = this.store.get("channel", channel).kind === "im" ? "direct" : channel;
    this.go({ place, thread, spot: ts });
    return true;
  }
}
