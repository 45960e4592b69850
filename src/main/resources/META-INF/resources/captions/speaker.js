/** What is in a name but cannot be seen, and can make it read as another one: controls, and turns of direction. */
const UNSEEN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Returns what a speaker is called, which is never nothing. */
export function shownName(name, peerId) {
  return name?.replace(UNSEEN, ' ').trim() || `Guest ${peerId.slice(0, 8)}`;
}

/**
 * Returns a speaker's hue, 0 to 359: the same one for the same peer, on every page and in every session. The style
 * makes a colour of it that can be read on a light and on a dark page.
 */
export function hue(peerId) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < peerId.length; i++) {
    hash = Math.imul(hash ^ peerId.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) % 360;
}
