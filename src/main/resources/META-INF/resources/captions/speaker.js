import { t } from './i18n/messages.js';

/** Invisible characters that can make a name look like another one: control and bidirectional formatting characters. */
const INVISIBLE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Returns the name to show for a speaker; never empty. */
export function shownName(name, peerId) {
  return name?.replace(INVISIBLE, ' ').trim() || t('name.guest', { id: peerId.slice(0, 8) });
}

/**
 * Returns a speaker's hue, 0 to 359: the same for the same peer on every page and in every session. The style sheet
 * derives colours from it that are readable on a light and on a dark page.
 */
export function hue(peerId) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < peerId.length; i++) {
    hash = Math.imul(hash ^ peerId.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) % 360;
}
