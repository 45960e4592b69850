const KEY = 'roomscribe-speakers';
const MAX_ROOMS = 50;
const MAX_NAMES = 100;

/**
 * The colours of the speakers of a room, kept in this browser, so that they stay the same after a reload and in the next meeting.
 * Names are stored as hashes of 32 bits.
 */
export class SpeakerMemory {
  #room;
  #colours;

  /** @param {string | null} room the address of the room; null remembers nothing beyond this page */
  constructor(room) {
    this.#room = room === null ? null : hash(room);
    this.#colours = new Map(room === null ? [] : load()[this.#room]);
  }

  /** Returns the colour of a name; undefined if it is not known. */
  colour(name) {
    return this.#colours.get(hash(name));
  }

  isTaken(colour) {
    return [...this.#colours.values()].includes(colour);
  }

  remember(name, colour) {
    const key = hash(name);
    if (this.#colours.get(key) === colour) {
      return;
    }
    this.#colours.delete(key);
    this.#colours.set(key, colour);
    if (this.#room !== null) {
      store(this.#room, [...this.#colours].slice(-MAX_NAMES));
    }
  }
}

function load() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function store(room, colours) {
  const { [room]: before, ...others } = load();
  const rooms = [...Object.entries(others), [room, colours]].slice(-MAX_ROOMS);
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(rooms)));
  } catch {
    // Storage may be disabled or full; the colours then last until the page is closed.
  }
}

/** FNV-1a, as letters and digits that start with a letter: an object keeps such keys in the order of insertion. */
function hash(text) {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  return `h${(value >>> 0).toString(36)}`;
}
