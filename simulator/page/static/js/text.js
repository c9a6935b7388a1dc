/** Small things about text. */

/** Slack escapes these three and nothing else. */
export const unescaped = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

/** For comparing as people do: typography and case aside. */
export const folded = (text) =>
  text
    .replace(/[\u00a0\u202f]/g, " ")
    .replace(/’/g, "'")
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase();

export const counted = (number, one, many = `${one}s`) => `${number}\u00a0${number > 1 ? many : one}`;

/** The address, when a browser may go there. */
export const safeAddress = (address) => (/^(https?:|mailto:|tel:)/.test(address) ? address : "about:blank");
