/** Lines that are kept; whoever needs more than such a long day of them has the download. */
const MOST_ITEMS = 20_000;

/**
 * A room's captions as they are read: an ordered list of items, made of the events of the stream and of the transcript's
 * file, in whatever order and however often they come. Knows nothing of a page.
 *
 * An item has a `key` that is its for good, a `kind` and `at`, the wall clock in milliseconds:
 *
 * - "line": an utterance. `state` is "partial" while somebody talks, "final" once it is settled, or "unsettled" if its
 *   final can never come. Where it first appeared it stays.
 * - "gap": something is missing: `reason`, `detail`, `seconds` (null if nobody knows), `speaker` (null if everybody's).
 * - "mark": a session began or ended: `what`, `reason`, `detail`.
 */
export class Captions {
  #items = [];
  #byKey = new Map();
  #open = new Map();
  #names = new Map();
  #listeners = [];
  #missed = 0;

  /** The session that was heard of last: {id, state, endReason}; null before any. */
  session = null;

  /** Oldest first. */
  get items() {
    return this.#items;
  }

  /**
   * Has changes told: {type: "added", item, before}, {type: "changed", item, settled} and {type: "removed", item},
   * each with `history`: whether it is from before this reader came.
   */
  onChange(listener) {
    this.#listeners.push(listener);
  }

  /** Takes an event of the stream. What is not known is ignored. */
  apply(event) {
    switch (event.type) {
      case 'session.snapshot':
        this.#snapshot(event);
        break;
      case 'session.started':
        this.#started(event, false);
        break;
      case 'session.ended':
        this.#ended(event, false);
        break;
      case 'peer.joined':
      case 'peer.renamed':
        this.#names.set(event.peer_id, event.name);
        break;
      case 'transcript.partial':
        this.#partial(event);
        break;
      case 'transcript.final':
        this.#final(event, false);
        break;
      case 'stream.gap':
        this.#gap(event, false);
        break;
    }
  }

  /** Takes the transcript's file (transcript.json): what was said before this reader came. */
  merge(file) {
    (file.peers ?? []).forEach((peer) => this.#names.has(peer.peer_id) || this.#names.set(peer.peer_id, peer.name));
    if (file.session) {
      this.#mark(`start:${file.session.session_id}`, 'started', file.session.started_at, {}, true);
    }
    if (file.beginning_lost) {
      this.#insert(
        { key: 'beginning', kind: 'gap', at: 0, seconds: null, speaker: null, peerId: null, reason: 'expired_id' },
        true,
      );
    }
    (file.utterances ?? []).forEach((utterance) => this.#final(utterance, true));
    (file.gaps ?? []).forEach((gap) => this.#gap(gap, true));
  }

  /** The stream broke off: what is open may be settled, or withdrawn, without a word. */
  disconnected() {
    this.#open.forEach((item) => (item.stale = true));
  }

  /** The stream has been back for long enough to have told of whatever is still open. */
  caughtUp() {
    this.#abandon((item) => item.stale);
  }

  #snapshot(event) {
    (event.peers ?? []).forEach((peer) => this.#names.set(peer.peer_id, peer.name));
    if (event.session) {
      const { session_id: id, state, started_at: startedAt } = event.session;
      this.#mark(`start:${id}`, 'started', startedAt, {}, true);
      this.session = { id, state, endReason: null };
    }
    event.finals.forEach((final) => this.#final(final, true));
    event.partials.forEach((partial) => this.#partial(partial));
  }

  #started(event, history) {
    this.session = { id: event.session_id, state: 'listening', endReason: null };
    this.#abandon((item) => item.sessionId !== event.session_id);
    this.#mark(`start:${event.session_id}`, 'started', event.started_at, {}, history);
  }

  #ended(event, history) {
    const { session_id: id, reason, detail } = event;
    if (this.session === null || this.session.id === id) {
      this.session = { id, state: 'ended', endReason: reason };
    }
    this.#abandon((item) => item.sessionId === id);
    this.#mark(`end:${id}`, 'ended', event.ended_at, { reason, detail }, history);
  }

  #partial(event) {
    const known = this.#byKey.get(event.utterance_id);
    if (known && (known.state === 'final' || known.revision > event.revision)) {
      return;
    }
    // The same revision comes again after a loss of the connection, and says that the line is still open.
    if (event.transcript === '') {
      if (known) {
        this.#remove(known);
      }
      return;
    }
    const item = known ?? { key: event.utterance_id, kind: 'line', at: Infinity };
    Object.assign(item, said(event), { state: 'partial', stale: false });
    this.#open.set(item.key, item);
    if (known) {
      this.#tell({ type: 'changed', item, history: false });
    } else {
      this.#insert(item, false);
    }
  }

  #final(event, history) {
    const known = this.#byKey.get(event.utterance_id);
    if (known?.state === 'final') {
      return;
    }
    const item = known ?? { key: event.utterance_id, kind: 'line' };
    Object.assign(item, said(event), {
      state: 'final',
      stale: false,
      at: Date.parse(event.started_at),
      start: event.start,
      end: event.end,
      language: event.language,
    });
    this.#open.delete(item.key);
    if (known) {
      this.#tell({ type: 'changed', item, settled: true, history });
    } else {
      this.#insert(item, history);
    }
  }

  #gap(event, history) {
    const lasting = event.session_id != null;
    this.#insert(
      {
        key: lasting
          ? `gap:${event.session_id}/${event.track_id ?? ''}/${event.reason}/${event.from}`
          : `missed:${this.#missed++}`,
        kind: 'gap',
        at: lasting ? Date.parse(event.started_at) : this.#latest(),
        reason: event.reason,
        detail: event.detail,
        seconds: event.to == null ? null : event.to - event.from,
        peerId: event.peer_id ?? null,
        speaker: event.peer_id == null ? null : (this.#names.get(event.peer_id) ?? ''),
      },
      history,
    );
  }

  #mark(key, what, at, more, history) {
    this.#insert({ key, kind: 'mark', what, at: Date.parse(at), ...more }, history);
  }

  /** What cannot be settled any more was read by somebody all the same, and does not vanish. */
  #abandon(which) {
    for (const item of [...this.#open.values()].filter(which)) {
      this.#open.delete(item.key);
      item.state = 'unsettled';
      item.at = this.#latest();
      this.#tell({ type: 'changed', item, history: false });
    }
  }

  #latest() {
    return this.#items.findLast((item) => item.at !== Infinity)?.at ?? 0;
  }

  /** Puts an item where its time is, unless it is there already. */
  #insert(item, history) {
    if (this.#byKey.has(item.key)) {
      return;
    }
    let index = this.#items.length;
    while (index > 0 && this.#items[index - 1].at > item.at) {
      index--;
    }
    this.#byKey.set(item.key, item);
    const before = this.#items[index] ?? null;
    this.#items.splice(index, 0, item);
    this.#tell({ type: 'added', item, before, history });
    if (this.#items.length > MOST_ITEMS) {
      this.#remove(this.#items[0]);
    }
  }

  #remove(item) {
    this.#items.splice(this.#items.indexOf(item), 1);
    this.#byKey.delete(item.key);
    this.#open.delete(item.key);
    this.#tell({ type: 'removed', item, history: false });
  }

  #tell(change) {
    this.#listeners.forEach((listener) => listener(change));
  }
}

function said(event) {
  return {
    sessionId: event.session_id,
    peerId: event.peer_id,
    speaker: event.speaker ?? '',
    text: event.transcript,
    revision: event.revision,
  };
}
