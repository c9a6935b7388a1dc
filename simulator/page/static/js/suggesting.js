/** Suggesting: the commands and the people that fit what is being typed. */

import { folded } from "./text.js";

const GOES_ON = "…";
const MOST = 9;

/** `ready` when the text is already just that, `whole` when there is nothing to add to it. */
export function suggestionsFor(desk, draft, { channel, inThread }) {
  if (draft.startsWith("/") && !inThread) return commands(desk.house, draft);
  const name = /(?:^|\s)@([\p{L}\d-]*)$/u.exec(draft);
  return name ? mentions(desk.store, draft, name[1], channel) : [];
}

function commands(house, draft) {
  const declared = house.commands.map((each) => ({ text: `${each.command} ${GOES_ON}`, meaning: each.description }));
  const known = house.guide.phrases.length ? house.guide.phrases : declared;
  const fits = ({ text }) => {
    const fixed = folded(fixedOf(text)).trimEnd();
    return fixed.startsWith(folded(draft).trimEnd()) || (text.endsWith(GOES_ON) && folded(draft).startsWith(`${fixed} `));
  };
  return known.filter(fits).slice(0, MOST).map((each) => ({
    key: each.text,
    shown: each.text,
    meaning: each.meaning,
    text: draft.startsWith(fixedOf(each.text)) ? draft : fixedOf(each.text),
    whole: !each.text.endsWith(GOES_ON),
    ready: folded(draft).startsWith(folded(fixedOf(each.text)).trimEnd()),
  }));
}

const fixedOf = (text) => text.split(GOES_ON)[0];

function mentions(store, draft, typed, channel) {
  const people = store.list("person").filter((each) => channel.members.includes(each.id));
  const all = [
    ...people.map((each) => ({ name: each.name, meaning: each.title || each.real_name })),
    ...store.list("group").map((each) => ({ name: each.handle, meaning: each.name })),
  ];
  const found = all.filter((each) => folded(each.name).startsWith(folded(typed)) && each.name !== typed);
  return found.slice(0, MOST).map((each) => ({
    key: each.name,
    shown: `@${each.name}`,
    meaning: each.meaning,
    text: `${draft.slice(0, draft.length - typed.length)}${each.name} `,
    whole: true,
    ready: false,
  }));
}
