import { Credentials } from './credentials.js';
import { Feed } from './feed.js';
import { explained } from './feed-state.js';
import { Captions } from './model.js';
import { isOtherRoom } from './other-room.js';
import { shownName } from './speaker.js';
import { statusOf } from './status.js';
import { boundaryText, gapText } from './text.js';

const SILENCE_MS = 45_000;

/** Time after which a resumed stream has sent the partial of every open utterance again. */
const CATCH_UP_MS = 5_000;

/** A hidden page has no animation frames. */
const HIDDEN_MS = 250;

/** The snapshot before the first data of the service. */
export const NO_CAPTIONS = Object.freeze({
  lines: Object.freeze([]),
  items: Object.freeze([]),
  session: null,
  status: Object.freeze({ phase: 'connecting', ...statusOf({ phase: 'connecting' }, null) }),
});

/**
 * A room's captions as immutable snapshots, for pages that draw them with a framework. Connected from the first listener to
 * the last. Listeners are called at most once per animation frame.
 *
 * A snapshot has:
 *
 * - `lines`: the utterances, oldest first: {id, text, state, speaker, peerId, at, start, end, language, truncated}. `state` is
 *   "partial" while the text may change, "final", or "unfinished" if its final will never arrive. `speaker` is never empty.
 *   `at` is the time in milliseconds since 1970, null for a partial; `start` and `end` are seconds of the session.
 * - `items`: the lines, and between them what else a reader should know, as {id, kind, text, at}: `kind` is "line", "gap"
 *   (captions are missing) or "boundary" (a session started or ended).
 * - `session`: {id, state, paused, endReason}; null if there is none yet.
 * - `status`: {phase, tone, text, more}: `phase` is that of the connection, such as "live", "reconnecting" or "denied"; `text`
 *   and `more` are for users.
 *
 * Lines that have not changed are the same objects as in the snapshot before.
 */
export class CaptionStore {
  #captions;
  #credentials = new Credentials(() => this.reconnect());
  #provider = null;
  #provide = () => this.#provider();
  #feedOptions;
  #feed = null;
  #connection = { phase: 'connecting' };
  #listeners = new Set();
  #views = new WeakMap();
  #itemsChanged = false;
  #scheduled = false;
  #catchUp = 0;
  #removal = null;
  #snapshot = NO_CAPTIONS;

  /** @param {{url: URL, room: string, text?: "engine"}} options `url` is that of the service */
  constructor({ url, room, text }) {
    const base = new URL(url);
    base.pathname = base.pathname.replace(/\/?$/, '/');
    this.#captions = new Captions(text === 'engine');
    this.#captions.onChange(({ item }) => {
      this.#views.delete(item);
      this.#itemsChanged = true;
    });
    this.#feedOptions = {
      url: new URL(`rooms/${encodeURIComponent(room)}/transcript/events`, base),
      silenceMs: SILENCE_MS,
      onEvent: (event) => {
        this.#captions.apply(event);
        this.#schedule();
      },
      onState: (state) => this.#onConnectionState(explained(state)),
      credentials: this.#credentials,
      isOtherRoom: () => isOtherRoom(new URL('sign-in', base), room, this.#credentials),
    };
  }

  /** Whether it has listeners, or had some in this task. */
  get isOpen() {
    return this.#feed !== null;
  }

  get snapshot() {
    return this.#snapshot;
  }

  /** @param {string | null} token of every request from now on; null for none */
  set token(token) {
    this.#credentials.setToken(token || null);
  }

  /** @param {(() => Promise<string>) | null} provider returns a token that is valid at present */
  set tokenProvider(provider) {
    // A page that draws again has another function each time, which is no reason to ask it for another token.
    this.#provider = provider ?? null;
    this.#credentials.setProvider(this.#provider === null ? null : this.#provide);
  }

  /** Tries again after the service has refused access. */
  reconnect() {
    this.#feed?.credentialsChanged();
  }

  /** Adds a listener for new snapshots; returns a function that removes it. */
  subscribe(listener) {
    this.#listeners.add(listener);
    if (this.#feed === null) {
      this.#open();
    }
    return () => {
      this.#listeners.delete(listener);
      // React removes and adds a listener in the same task when a component is mounted twice.
      setTimeout(() => this.#listeners.size === 0 && this.#close());
    };
  }

  #open() {
    this.#removal = new AbortController();
    const untilClosed = { signal: this.#removal.signal };
    this.#feed = new Feed(this.#feedOptions);
    this.#credentials.start();
    window.addEventListener('online', () => this.#feed.retryNow(), untilClosed);
    document.addEventListener('visibilitychange', () => document.hidden || this.#feed.retryNow(), untilClosed);
    this.#feed.run();
  }

  #close() {
    this.#removal?.abort();
    this.#feed?.stop();
    this.#feed = null;
    this.#credentials.stop();
    clearTimeout(this.#catchUp);
    this.#captions.disconnected();
    this.#connection = { phase: 'connecting' };
  }

  #onConnectionState(state) {
    if (this.#connection.phase === 'live' && state.phase !== 'live') {
      this.#captions.disconnected();
    }
    if (this.#connection.phase !== state.phase) {
      clearTimeout(this.#catchUp);
      const upToDate = state.phase === 'live' || state.phase === 'waiting';
      this.#catchUp = upToDate ? setTimeout(() => this.#caughtUp(), CATCH_UP_MS) : 0;
    }
    // The previous status stays while another token continues the stream.
    this.#connection = state.phase === 'renewing' ? this.#connection : state;
    this.#schedule();
  }

  #caughtUp() {
    this.#captions.caughtUp();
    this.#schedule();
  }

  #schedule() {
    if (!this.#scheduled) {
      this.#scheduled = true;
      const publish = () => {
        this.#scheduled = false;
        this.#publish();
      };
      document.hidden ? setTimeout(publish, HIDDEN_MS) : requestAnimationFrame(publish);
    }
  }

  #publish() {
    const { session } = this.#captions;
    const { phase } = this.#connection;
    let { items, lines } = this.#snapshot;
    if (this.#itemsChanged) {
      this.#itemsChanged = false;
      const views = this.#captions.items.map((item) => this.#view(item));
      items = Object.freeze(views);
      lines = Object.freeze(views.filter(({ kind }) => kind === 'line'));
    }
    this.#snapshot = Object.freeze({
      lines,
      items,
      session: session === null ? null : Object.freeze({ ...session }),
      status: Object.freeze({ phase, ...statusOf(this.#connection, session) }),
    });
    [...this.#listeners].forEach((listener) => listener());
  }

  #view(item) {
    let view = this.#views.get(item);
    if (view === undefined) {
      view = Object.freeze(viewOf(item));
      this.#views.set(item, view);
    }
    return view;
  }
}

function viewOf(item) {
  const { key: id, kind } = item;
  const at = Number.isFinite(item.at) ? item.at : null;
  if (kind !== 'line') {
    return { id, kind, at, text: kind === 'gap' ? gapText(item) : boundaryText(item) };
  }
  const { text, state, peerId, start, end, language, truncated = false } = item;
  return { id, kind, text, state, speaker: shownName(item.speaker, peerId), peerId, at, start, end, language, truncated };
}
