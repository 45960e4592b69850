import { h } from './dom.js';

/** Returns a case-insensitive pattern for a text; null if the text is blank. */
export function pattern(text) {
  const wanted = text.trim();
  return wanted === '' ? null : new RegExp(wanted.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/\s+/g, '\\s+'), 'giu');
}

/** Splits a text into parts; those that match the pattern are within <mark>. */
export function marked(text, wanted) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(wanted)) {
    parts.push(text.slice(from, match.index), h('mark', {}, match[0]));
    from = match.index + match[0].length;
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part !== '');
}
