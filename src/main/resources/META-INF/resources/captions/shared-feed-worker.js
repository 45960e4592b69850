// A SharedWorker, one for all tabs of a browser that show captions of this service. See shared-feed.js.
import { Feed } from './feed.js';
import { isOtherRoom } from './other-room.js';
import { Replay } from './replay.js';

/** A page whose scripts are not loaded by then opens the stream again. */
const PREPARED_MS = 30_000;

/** Requests have the cookie of the page that has signed in, if there is one. */
const COOKIE = {
  hasProvider: false,
  hasToken: false,
  expired: false,
  retryMs: 0,
  current: async () => null,
  reject: () => {},
  fetch: (...request) => fetch(...request),
};

/** The stream of a room and the tabs that show it. */
class SharedStream {
  #options;
  #feed;
  #state = { phase: 'connecting' };
  #replay = new Replay();
  #tabs = new Set();
  /** The tabs that wait for a new snapshot, because the replay does not reach back to one. */
  #joining = new Set();
  #snapshotFeed = null;
  /** Whether anything was received. */
  #hasBegun = false;
  /** Whether the credential permits reading what was received. */
  #granted = true;

  constructor({ url, room, signIn, silenceMs }) {
    this.#options = { url, silenceMs, credentials: COOKIE, isOtherRoom: () => isOtherRoom(signIn, room, COOKIE) };
    this.#feed = new Feed({
      ...this.#options,
      onEvent: (event, id) => this.#onEvent(event, id),
      onState: (state) => this.#onState(state),
    });
    this.#feed.run();
  }

  join(port) {
    port.postMessage({ state: this.#state });
    if (!this.#hasBegun) {
      this.#tabs.add(port);
    } else if (this.#granted && this.#replay.complete && this.#snapshotFeed === null) {
      this.#tabs.add(port);
      port.postMessage({ events: this.#replay.events(), history: true });
    } else {
      this.#joining.add(port);
      this.#serveJoining();
    }
  }

  leave(port) {
    this.#tabs.delete(port);
    this.#joining.delete(port);
  }

  get isUnused() {
    return this.#tabs.size + this.#joining.size === 0;
  }

  retryNow() {
    this.#feed.retryNow();
    this.#snapshotFeed?.retryNow();
  }

  credentialsChanged() {
    this.#feed.credentialsChanged();
  }

  /** Another user may have signed in: the stream must be opened again, and no tab may join until it is. */
  reopen() {
    this.#granted = false;
    this.#feed.reopen();
  }

  stop() {
    this.#feed.stop();
    this.#snapshotFeed?.stop();
  }

  #onState(state) {
    this.#state = state;
    if (state.phase === 'live') {
      this.#granted = true;
    } else if (state.phase === 'denied' || state.phase === 'refused') {
      this.#granted = false;
      this.#replay.clear();
    }
    [...this.#tabs, ...this.#joining].forEach((port) => port.postMessage({ state }));
    this.#serveJoining();
  }

  #onEvent(event, id) {
    this.#hasBegun = true;
    this.#replay.add(event, id);
    this.#tabs.forEach((port) => port.postMessage({ events: [[event, id]] }));
    if (event.type === 'transcript.erased' && id === null && this.#snapshotFeed !== null) {
      // The snapshot may have been written before the erasure.
      this.#snapshotFeed.stop();
      this.#snapshotFeed = null;
      this.#serveJoining();
    }
  }

  /**
   * Reads a snapshot on a stream of its own, for the tabs that join. The replay restarts before the request: the snapshot
   * contains everything that was received by then.
   */
  #serveJoining() {
    if (this.#joining.size === 0 || this.#state.phase !== 'live') {
      return;
    }
    if (this.#snapshotFeed !== null) {
      this.#snapshotFeed.credentialsChanged();
      return;
    }
    this.#replay = new Replay();
    const feed = new Feed({
      ...this.#options,
      onState: () => {},
      onEvent: (event) => event.type === 'session.snapshot' && this.#snapshotFeed === feed && this.#admit(event),
    });
    this.#snapshotFeed = feed;
    feed.run();
  }

  #admit(snapshot) {
    this.#snapshotFeed.stop();
    this.#snapshotFeed = null;
    if (!this.#replay.complete) {
      const later = this.#replay.events();
      this.#replay.clear();
      [[snapshot, snapshot.last_id], ...later].forEach(([event, id]) => this.#replay.add(event, id));
    }
    this.#joining.forEach((port) => {
      port.postMessage({ events: this.#replay.events(), history: true });
      this.#tabs.add(port);
    });
    this.#joining.clear();
  }
}

const streams = new Map();

function streamOf(options) {
  const key = `${options.silenceMs} ${options.url}`;
  const stream = streams.get(key) ?? new SharedStream(options);
  streams.set(key, stream);
  const closeUnused = () => {
    if (stream.isUnused && streams.get(key) === stream) {
      stream.stop();
      streams.delete(key);
    }
  };
  return { stream, closeUnused };
}

function open(port, options) {
  const { stream, closeUnused } = streamOf(options);
  stream.join(port);
  return {
    stream,
    close: () => {
      stream.leave(port);
      closeUnused();
    },
  };
}

/** Opens the stream for a page whose scripts are still loading. */
function prepare(options) {
  setTimeout(streamOf(options).closeUnused, PREPARED_MS);
}

globalThis.onconnect = ({ ports: [port] }) => {
  let tab = null;
  const close = () => {
    tab?.close();
    tab = null;
  };
  const actions = {
    prepare,
    open: (options) => (tab = open(port, options)),
    retry: () => tab?.stream.retryNow(),
    credentials: () => tab?.stream.credentialsChanged(),
    ping: () => port.postMessage({}),
    close,
  };
  port.onmessage = ({ data: { action, options } }) => actions[action](options);
  // A tab that has crashed sends no message. Browsers without this event keep its stream until all tabs are closed.
  port.addEventListener('close', close);
};

// A tab has signed in or out (page/session.js).
new BroadcastChannel('roomscribe-sign-in').onmessage = () => streams.forEach((stream) => stream.reopen());
