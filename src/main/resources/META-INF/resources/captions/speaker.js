import { t } from './i18n/messages.js';
import { SpeakerMemory } from './speaker-memory.js';

/** The number of colours in style/voices.js. */
const COLOURS = 8;

/** Invisible characters that can make a name look like another one: control and bidirectional formatting characters. */
const INVISIBLE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Returns the name to show for a speaker; never empty. */
export function shownName(name, peerId) {
  return name?.replace(INVISIBLE, ' ').trim() || t('name.guest', { id: peerId.slice(0, 8) });
}

/**
 * The colours of a room's speakers: 0 to 7, in order of appearance. A peer that joins again has another id and the same
 * name, and so the same colour; peers with one name that are in the room, or speak, at the same time have different ones. If there
 * are more than eight speakers, the colours that fewest have are used again.
 */
export class SpeakerColours {
  #memory;
  /** By id: {id, name, person, from, to, present}; the times are those of its lines, in milliseconds. */
  #peers = new Map();
  /** {name, colour, peers}: peers of one name that are taken for one person. */
  #people = [];
  #listeners = [];

  /** @param {string | null} room the room's address, by which the browser remembers the colours; null if it does not */
  constructor(room = null) {
    this.#memory = new SpeakerMemory(room);
  }

  /** Adds a listener that receives the id of a peer whose colour has changed. */
  onChange(listener) {
    this.#listeners.push(listener);
  }

  /** Returns the colour of a peer that has spoken. */
  of(peerId) {
    return this.#peers.get(peerId)?.person?.colour ?? 0;
  }

  /** A peer is in the room, or no longer. */
  present(peerId, isPresent) {
    this.#peer(peerId).present = isPresent;
    this.#separate(peerId);
  }

  /** A peer has spoken, at a time that may be unknown (not finite). */
  spoke(peerId, name, at) {
    const peer = this.#peer(peerId);
    if (Number.isFinite(at)) {
      peer.from = Math.min(peer.from, at);
      peer.to = Math.max(peer.to, at);
    }
    if (peer.person === null) {
      peer.name = name?.trim() || peerId;
      this.#assign(peer);
    } else {
      this.#separate(peerId);
    }
  }

  #peer(peerId) {
    if (!this.#peers.has(peerId)) {
      this.#peers.set(peerId, { id: peerId, name: '', person: null, from: Infinity, to: -Infinity, present: false });
    }
    return this.#peers.get(peerId);
  }

  #assign(peer) {
    // Known by its id is only a peer that had a namesake in the room.
    const known = this.#memory.colour(peer.id);
    const namesakes = this.#people.filter((person) => person.name === peer.name);
    let person = namesakes.find(
      ({ colour, peers }) => (known === undefined || colour === known) && peers.every((other) => !together(peer, other)),
    );
    if (person === undefined) {
      const usual = this.#memory.colour(peer.name);
      const isTaken = namesakes.some(({ colour }) => colour === usual);
      const colour = this.#free(known ?? (isTaken ? undefined : usual), namesakes);
      this.#memory.remember(known === undefined && namesakes.length === 0 ? peer.name : peer.id, colour);
      person = { name: peer.name, colour, peers: [] };
      this.#people.push(person);
    }
    peer.person = person;
    person.peers.push(peer);
  }

  /** Peers that were taken for one person turn out to be two: the one that appeared later gets another colour. */
  #separate(peerId) {
    const peer = this.#peers.get(peerId);
    const other = peer.person?.peers.find((each) => each !== peer && together(peer, each));
    if (other !== undefined) {
      const later = peer.from <= other.from ? other : peer;
      later.person.peers.splice(later.person.peers.indexOf(later), 1);
      this.#assign(later);
      this.#listeners.forEach((listener) => listener(later.id));
    }
  }

  /** Returns the remembered colour unless another peer has it and others are free; else one that fewest have. */
  #free(remembered, namesakes) {
    const uses = Array(COLOURS).fill(0);
    this.#people.forEach(({ colour }) => uses[colour]++);
    namesakes.slice(0, COLOURS - 1).forEach(({ colour }) => (uses[colour] += this.#people.length));
    if (remembered !== undefined && (uses[remembered] === 0 || !uses.includes(0))) {
      return remembered;
    }
    const least = Math.min(...uses);
    const free = uses.map((_, colour) => colour).filter((colour) => uses[colour] === least);
    // The colours of people who have not spoken yet are kept for them, if possible.
    return free.find((colour) => !this.#memory.isTaken(colour)) ?? free[0];
  }
}

function together(peer, other) {
  return (peer.present && other.present) || (peer.from < other.to && other.from < peer.to);
}
