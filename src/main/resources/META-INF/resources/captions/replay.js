const MAX_EVENTS = 500;

/** The reasons for which an event without an id is for the stream that received it, and for no other. */
const NEVER_REPLAYED = ['stream.closing', 'stream.gap'];

/**
 * What a tab that joins later needs of a stream that others have opened: its snapshot and what has followed. Of each open
 * utterance only the last partial is kept, and of the status the last one. After too many events, and after an erasure, it is no
 * longer complete, and needs a new snapshot.
 */
export class Replay {
  #events = [];
  #partials = new Map();
  #status = null;

  /** Whether it starts with a snapshot and nothing after that is missing. */
  complete = false;

  /** Adds an event of the stream. */
  add(event, id) {
    if (event.type === 'session.snapshot') {
      this.#restart(event);
    } else if (event.type === 'session.status') {
      this.#status = event;
    } else if (event.type === 'transcript.partial') {
      this.#partials.set(event.utterance_id, event);
    } else if (event.type === 'transcript.erased' && id === null) {
      // What a peer or a session has said must not be kept anywhere.
      this.clear();
    } else if (id !== null || !NEVER_REPLAYED.includes(event.type)) {
      this.#append(event, id);
    }
  }

  /** Returns everything that a tab must apply, in order: [event, id]. */
  events() {
    const open = [...this.#partials.values(), ...(this.#status === null ? [] : [this.#status])];
    return [...this.#events, ...open.map((event) => [event, null])];
  }

  /** Forgets everything. */
  clear() {
    this.#events = [];
    this.#partials.clear();
    this.#status = null;
    this.complete = false;
  }

  #restart(snapshot) {
    this.#events = [[snapshot, snapshot.last_id]];
    this.#partials.clear();
    this.complete = true;
  }

  #append(event, id) {
    if (event.type === 'transcript.final') {
      this.#partials.delete(event.utterance_id);
    } else if (event.type === 'session.ended') {
      this.#partials.clear();
      this.#status = null;
    }
    this.#events.push([event, id]);
    if (this.#events.length > MAX_EVENTS) {
      this.clear();
    }
  }
}
