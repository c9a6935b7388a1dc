/** Where each kind of element keeps its value, and how the screen holds it. */

import { wall } from "./dates.js";

const TEXT = ["value", "initial_value"];
const OPTION = ["selected_option", "initial_option"];
const OPTIONS = ["selected_options", "initial_options"];

export const INPUT_TYPES = {
  plain_text_input: TEXT,
  number_input: TEXT,
  email_text_input: TEXT,
  url_text_input: TEXT,
  rich_text_input: ["rich_text_value", "initial_value"],
  static_select: OPTION,
  external_select: OPTION,
  radio_buttons: OPTION,
  checkboxes: OPTIONS,
  multi_static_select: OPTIONS,
  multi_external_select: OPTIONS,
  users_select: ["selected_user", "initial_user"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  channels_select: ["selected_channel", "initial_channel"],
  multi_users_select: ["selected_users", "initial_users"],
  multi_conversations_select: ["selected_conversations", "initial_conversations"],
  multi_channels_select: ["selected_channels", "initial_channels"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
  file_input: ["files", "initial_files"],
};

export function elementsOf(block) {
  const among = block.type === "actions" ? block.elements : [];
  return [block.accessory, block.element, ...among].filter((each) => each && INPUT_TYPES[each.type]);
}

const held = (type, value, zone) => (type === "datetimepicker" && value ? wall(value * 1000, zone) : (value ?? null));

/** What the app asked the element to begin with. */
export const initial = (element, zone) => held(element.type, element[INPUT_TYPES[element.type][1]], zone);

/** The values of a view, as the simulator holds them. */
export function valuesOf(view, zone) {
  const values = {};
  for (const [block, states] of Object.entries(view.raw.state.values)) {
    values[block] = {};
    for (const [action, state] of Object.entries(states)) {
      values[block][action] = held(state.type, state[INPUT_TYPES[state.type][0]], zone);
    }
  }
  return values;
}
