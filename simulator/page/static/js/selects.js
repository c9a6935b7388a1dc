/** Selects: what the ten kinds of them offer, and how they hold it. */

import { html, useContext } from "./dom.js";
import { Combobox } from "./combobox.js";
import { Desk } from "./desk.js";
import { folded } from "./text.js";

const EXTERNAL_MINIMUM = 3;

export function Select({ block, element, surface, value, change, names, ...how }) {
  const desk = useContext(Desk);
  const kind = element.type.replace(/^multi_/, "").replace(/_select$/, "");
  const multi = element.type.startsWith("multi_");
  const many = multi ? (value ?? []) : value ? [value] : [];
  const asOption = (each) => (typeof each === "string" ? option(names, each) : each);
  const asValue = (each) => (each.id ? each.id : each);
  const choose = (options) => change(multi ? options.map(asValue) : (options.map(asValue)[0] ?? null));
  const source = SOURCES[kind];
  const groups = source ? [{ options: source(desk.store) }] : groupsOf(element);
  const ways = kind === "external"
    ? { ask: async (typed) => [{ options: await surface.options(block, element, typed) }], minimum: element.min_query_length ?? EXTERNAL_MINIMUM }
    : { list: (typed) => filtered(groups, typed), minimum: 0 };
  return html`<${Combobox} chosen=${many.map(asOption)} choose=${choose} ...${ways} multi=${multi}
    most=${element.max_selected_items} placeholder=${element.placeholder?.text ?? "Choisir…"} element=${element}
    named=${block.type === "actions"} optional=${block.optional} ...${how} />`;
}

function option(names, id) {
  const person = names.store.get("person", id);
  const channel = names.store.get("channel", id);
  const text = channel ? `#${channel.name}` : (person?.real_name || names.of(id));
  return { id, value: id, text: { text }, description: person?.title ? { text: person.title } : undefined };
}

const peopleOf = (store) => store.list("person").filter((each) => !each.deleted && !each.is_bot);
const channelsOf = (store) => store.list("channel").filter((each) => each.kind !== "im" && !each.is_archived);
const options = (store, found) => found.map((each) => option(store.names, each.id));

const SOURCES = {
  users: (store) => options(store, peopleOf(store)),
  channels: (store) => options(store, channelsOf(store)),
  conversations: (store) => options(store, [...channelsOf(store), ...peopleOf(store)]),
};

const groupsOf = (element) =>
  element.option_groups?.map((group) => ({ label: group.label.text, options: group.options })) ?? [{ options: element.options }];

function filtered(groups, typed) {
  const fits = (each) => folded(each.text.text).includes(folded(typed));
  const kept = groups.map((group) => ({ ...group, options: group.options.filter(fits) }));
  return kept.filter((group) => group.options.length);
}
