import { Items } from './items.js';
import { SpeakerColours } from './speaker.js';
import { confidences, shownText } from './text.js';

/** Utterances without a text that are remembered: far more than can have a partial on its way. */
const MAX_SILENT = 1_000;

/** The reasons of gaps in which no process of the service ran the session. */
const INTERRUPTIONS = ['service_crashed', 'service_restarted'];

/**
 * The captions of a room: an ordered list of items, built from the events of the stream and from the transcript file.
 * The result does not depend on the order of the events or on how often they arrive. Does not use the DOM.
 *
 * An item has a `key` that never changes, a `kind`, and `at`, its wall-clock time in milliseconds:
 *
 * - "line": an utterance. Its `state` is "partial" while it may change, "final", or "unfinished" if its final will never
 *   arrive. A line stays where it first appeared. `truncated` tells that the speech was cut off at the end of a final.
 *   `confidence` has that of each word if some are unsure. An utterance of nothing but tokens of the engine, such as
 *   "[noise]", has no line.
 * - "gap": captions are missing. `reason`, `detail`, `seconds` (null if unknown), `speaker` (null if it concerns all).
 * - "boundary": a session started or ended. `what`, `reason`, `detail`.
 */
export class Captions {
  #engineText;
  #items = new Items();
  #open = new Map();
  #names = new Map();
  #missed = 0;
  /** The keys of the last utterances whose final has no text; a late partial must not show them. */
  #silent = new Set();

  /**
   * The latest session: {id, state, paused, endReason, lagMs}; null if there is none yet. `state` is that of the snapshot or
   * the latest status; "listening" after the start and whenever the session continues; "interrupted" while the service cannot
   * run it; "ended". `lagMs` is how far recognition is behind, undefined until a status says so.
   */
  session = null;

  /**
   * @param {boolean} engineText whether lines have the engine's words instead of the text for people
   * @param {SpeakerColours} colours of the peers of the lines
   */
  constructor(engineText = false, colours = new SpeakerColours()) {
    this.#engineText = engineText;
    this.colours = colours;
    this.onChange(({ type, item }) => type === 'removed' && this.#open.delete(item.key));
  }

  /** Whether the oldest items are removed for new ones, so that older ones need not be loaded. */
  get isFull() {
    return this.#items.isFull;
  }

  /** Oldest first. */
  get items() {
    return this.#items.all;
  }

  /**
   * Adds a listener for changes: {type: "added", item, before}, {type: "changed", item, finalized} and {type: "removed",
   * item}, each with `history`: whether the item is older than this page.
   */
  onChange(listener) {
    this.#items.onChange(listener);
  }

  /**
   * Applies an event of the stream. Unknown events are ignored.
   *
   * @param {boolean} history whether it is older than this page, which joins a stream that others have opened
   */
  apply(event, history = false) {
    switch (event.type) {
      case 'session.snapshot':
        this.#snapshot(event);
        break;
      case 'session.started':
        this.#started(event, history);
        break;
      case 'session.resumed':
        this.#resumed(event);
        break;
      case 'session.ended':
        this.#ended(event, history);
        break;
      case 'session.status':
        this.#status(event);
        break;
      case 'peer.joined':
      case 'peer.renamed':
        this.#names.set(event.peer_id, event.name);
        this.colours.present(event.peer_id, true);
        break;
      case 'peer.left':
        this.colours.present(event.peer_id, false);
        break;
      case 'transcript.partial':
        this.#partial(event);
        break;
      case 'transcript.final':
        this.#final(event, history);
        break;
      case 'transcript.erased':
        this.#erased(event);
        break;
      case 'stream.gap':
        this.#interrupted(event);
        this.#paused(event);
        this.#gap(event, history);
        break;
    }
  }

  /**
   * Merges a page of the transcript file (transcript.json), which contains captions from before the page was opened. The first
   * page, which has no `previous`, contains the start of the session, and the last one its end.
   */
  merge(file) {
    (file.peers ?? []).forEach((peer) => this.#names.has(peer.peer_id) || this.#names.set(peer.peer_id, peer.name));
    const named = (file.utterances ?? []).filter(({ peer_id: id, speaker }) => speaker != null && !this.#names.has(id));
    named.forEach(({ peer_id: id, speaker }) => this.#names.set(id, speaker));
    const isFirst = file.previous === undefined;
    if (file.session && isFirst) {
      this.#boundary(`start:${file.session.session_id}`, 'started', file.session.started_at, {}, true);
    }
    if (file.ended?.ended_at && file.next === undefined) {
      const { reason, detail } = file.ended;
      this.#boundary(`end:${file.session.session_id}`, 'ended', file.ended.ended_at, { reason, detail }, true);
    }
    if (file.beginning_lost && isFirst) {
      this.#items.insert(
        { key: 'beginning', kind: 'gap', at: 0, seconds: null, speaker: null, peerId: null, reason: 'expired_id' },
        true,
      );
    }
    (file.utterances ?? []).forEach((utterance) => this.#final(utterance, true));
    (file.gaps ?? []).forEach((gap) => this.#gap(gap, true));
  }

  /** The stream was lost: open utterances may become final or be withdrawn without an event. */
  disconnected() {
    this.#open.forEach((item) => (item.stale = true));
  }

  /** The stream resumed long enough ago to have sent every utterance that is still open. */
  caughtUp() {
    this.#abandon((item) => item.stale);
  }

  #snapshot(event) {
    (event.peers ?? []).forEach((peer) => {
      this.#names.set(peer.peer_id, peer.name);
      this.colours.present(peer.peer_id, true);
    });
    if (event.session) {
      const { session_id: id, state, paused } = event.session;
      this.session = { id, state, paused: paused ?? false, endReason: null };
    }
    event.finals.forEach((final) => this.#final(final, true));
    event.partials.forEach((partial) => this.#partial(partial));
  }

  #started(event, history) {
    this.session = { id: event.session_id, state: 'listening', paused: false, endReason: null };
    this.#abandon((item) => item.sessionId !== event.session_id);
    this.#boundary(`start:${event.session_id}`, 'started', event.started_at, {}, history);
  }

  /** A status of a session that has ended, or of another one, is late. */
  #status({ session_id: id, state, paused, lag_ms: lagMs }) {
    if (this.session?.id === id && this.session.state !== 'ended') {
      this.session = { ...this.session, state, paused, lagMs };
    }
  }

  /** A gap from the end of a process: the process that publishes it knows none of the utterances that were open. */
  #interrupted(gap) {
    if (!INTERRUPTIONS.includes(gap.reason)) {
      return;
    }
    this.#abandon((item) => item.sessionId === gap.session_id);
    if (this.session?.id === gap.session_id && this.session.state !== 'ended') {
      this.session = { ...this.session, state: 'interrupted' };
    }
  }

  /** A peer's words or a session were erased; an erased utterance, which has a session, names no peer. */
  #erased({ id, session_id: sessionId, peer_id: peerId, utterance_id: utteranceId }) {
    if (id == null && peerId == null && utteranceId == null) {
      this.#eraseSession(sessionId);
    }
    if (peerId != null) {
      this.#names.delete(peerId);
    }
    this.items
      .filter((item) => item.kind === 'line' && (peerId == null ? item.key === utteranceId : item.peerId === peerId))
      .forEach((item) => this.#items.remove(item));
    this.items
      .filter((item) => item.kind === 'gap' && peerId != null && item.peerId === peerId)
      .forEach((gap) => {
        this.#items.remove(gap);
        this.#items.insert({ ...gap, speaker: '' }, true);
      });
  }

  #eraseSession(id) {
    const boundaries = [`start:${id}`, `end:${id}`];
    this.items
      .filter((item) => item.sessionId === id || boundaries.includes(item.key) || item.key.startsWith(`gap:${id}/`))
      .forEach((item) => this.#items.remove(item));
    if (this.session?.id === id) {
      this.#names.clear();
    }
  }

  /** The session is paused until the last gap of the pause, which does not continue. */
  #paused(gap) {
    if (gap.reason === 'paused' && this.session?.id === gap.session_id) {
      this.session = { ...this.session, paused: gap.continues === true };
    }
  }

  #resumed(event) {
    const paused = this.session?.id === event.session_id && this.session.paused;
    this.session = { id: event.session_id, state: 'listening', paused, endReason: null };
    this.#abandon(() => true);
  }

  #ended(event, history) {
    const { session_id: id, reason, detail } = event;
    if (this.session === null || this.session.id === id) {
      this.session = { id, state: 'ended', paused: false, endReason: reason };
    }
    this.#abandon((item) => item.sessionId === id);
    this.#boundary(`end:${id}`, 'ended', event.ended_at, { reason, detail }, history);
  }

  #partial(event) {
    const known = this.#items.get(event.utterance_id);
    if (this.#silent.has(event.utterance_id) || (known && (known.state === 'final' || known.revision > event.revision))) {
      return;
    }
    const text = shownText(event, this.#engineText);
    // A resumed stream sends the same revision again, which shows that the utterance is still open.
    if (text === '') {
      if (known) {
        this.#items.remove(known);
      }
      return;
    }
    const item = known ?? { key: event.utterance_id, kind: 'line', at: Infinity };
    Object.assign(item, lineOf(event, text), { state: 'partial', stale: false });
    this.colours.spoke(item.peerId, item.speaker, item.at);
    this.#open.set(item.key, item);
    if (known) {
      this.#items.changed(item);
    } else {
      this.#items.insert(item, false);
    }
  }

  #final(event, history) {
    const known = this.#items.get(event.utterance_id);
    if (known?.state === 'final') {
      return;
    }
    const text = shownText(event, this.#engineText);
    if (text === '') {
      this.#silence(event.utterance_id, known);
      return;
    }
    const item = known ?? { key: event.utterance_id, kind: 'line' };
    Object.assign(item, lineOf(event, text), {
      state: 'final',
      stale: false,
      at: Date.parse(event.started_at),
      start: event.start,
      end: event.end,
      language: event.language,
      truncated: event.truncated === true,
      confidence: confidences(event, text),
    });
    this.colours.spoke(item.peerId, item.speaker, item.at);
    this.#open.delete(item.key);
    if (known) {
      this.#items.changed(item, { finalized: true, history });
    } else {
      this.#items.insert(item, history);
    }
  }

  /** Nothing was said in this utterance, so its partials are taken back. */
  #silence(key, known) {
    this.#silent.add(key);
    if (this.#silent.size > MAX_SILENT) {
      this.#silent.delete(this.#silent.values().next().value);
    }
    if (known) {
      this.#items.remove(known);
    }
  }

  #gap(event, history) {
    const durable = event.session_id != null;
    this.#items.insert(
      {
        key: durable
          ? `gap:${event.session_id}/${event.track_id ?? ''}/${event.reason}/${event.from}`
          : `missed:${this.#missed++}`,
        kind: 'gap',
        at: durable ? Date.parse(event.started_at) : this.#items.latest,
        reason: event.reason,
        detail: event.detail,
        seconds: event.to == null ? null : event.to - event.from,
        from: event.from,
        to: event.to,
        sessionId: event.session_id,
        trackId: event.track_id,
        peerId: event.peer_id ?? null,
        speaker: event.peer_id == null ? null : (this.#names.get(event.peer_id) ?? ''),
      },
      history,
    );
  }

  #boundary(key, what, at, more, history) {
    this.#items.insert({ key, kind: 'boundary', what, at: Date.parse(at), ...more }, history);
  }

  /** Keeps lines that will never become final, because the user may have read them. */
  #abandon(predicate) {
    for (const item of [...this.#open.values()].filter(predicate)) {
      this.#open.delete(item.key);
      item.state = 'unfinished';
      item.at = this.#items.latest;
      this.#items.changed(item);
    }
  }
}

function lineOf(event, text) {
  return {
    sessionId: event.session_id,
    peerId: event.peer_id,
    speaker: event.speaker ?? '',
    text,
    revision: event.revision,
  };
}
