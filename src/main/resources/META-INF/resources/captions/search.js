import { h } from './dom.js';

/** Returns what finds a text, whatever its case, or null if there is nothing to find. */
export function pattern(text) {
  const wanted = text.trim();
  return wanted === '' ? null : new RegExp(wanted.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/\s+/g, '\\s+'), 'giu');
}

/** Returns a text's parts, those that were looked for within <mark>. */
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
