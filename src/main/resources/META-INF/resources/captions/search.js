import { h } from './dom.js';

/** Returns a case-insensitive pattern for a text; null if the text is blank. */
export function pattern(text) {
  const wanted = text.trim();
  return wanted === '' ? null : new RegExp(wanted.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/\s+/g, '\\s+'), 'giu');
}

/**
 * Splits a text into parts: those that match the pattern are within <mark>, and unsure words are within a <span> with a reason.
 *
 * @param {RegExp | null} wanted
 * @param {{from: number, to: number, reason: string}[]} unsure in the order of the text
 */
export function decorated(text, wanted, unsure) {
  const parts = [];
  let from = 0;
  for (const match of wanted === null ? [] : text.matchAll(wanted)) {
    const to = match.index + match[0].length;
    parts.push(...spans(text, from, match.index, unsure), h('mark', {}, ...spans(text, match.index, to, unsure)));
    from = to;
  }
  parts.push(...spans(text, from, text.length, unsure));
  return parts;
}

function spans(text, from, to, unsure) {
  const parts = [];
  let at = from;
  for (const word of unsure) {
    const start = Math.max(at, word.from);
    const end = Math.min(to, word.to);
    if (start < end) {
      parts.push(text.slice(at, start), h('span', { class: 'unsure', title: word.reason }, text.slice(start, end)));
      at = end;
    }
  }
  parts.push(text.slice(at, to));
  return parts.filter((part) => part !== '');
}
