import { Feed } from './feed.js';

/** Part of the worker's name: a page of another version of the service must not use a worker of this one. */
const PROTOCOL = 1;
/** The worker answers immediately once its script is loaded. */
const START_TIMEOUT_MS = 8_000;

/**
 * Reads a room's event stream as a Feed does, on a connection that all tabs of the browser share: a SharedWorker has one Feed
 * per room. Browsers open six connections to a server over HTTP/1.1, so that a seventh tab with its own stream would not load.
 *
 * If the worker cannot be started or no longer answers, or the page returns from the browser's cache, the tab continues with
 * a Feed of its own after the last event that it has received.
 */
export class SharedFeed {
  #options;
  #shared;
  #worker;
  #script;
  #own = null;
  #lastId = null;
  #answered = true;
  #timer = 0;
  #stop = new AbortController();

  /**
   * @param {object} options those of a Feed
   * @param {URL} script the address of the worker's script
   * @param {object} shared {room, signIn}: the id of the room, and the address of the service's resource `sign-in`
   */
  constructor(options, script, shared) {
    this.#script = script;
    this.#options = {
      ...options,
      onEvent: (event, id, history) => {
        this.#lastId = id ?? this.#lastId;
        options.onEvent(event, id, history);
      },
    };
    this.#shared = { url: String(options.url), silenceMs: options.silenceMs, room: shared.room, signIn: String(shared.signIn) };
  }

  run() {
    this.#options.onState({ phase: 'connecting' });
    const { signal } = this.#stop;
    try {
      this.#worker = startWorker(this.#script);
    } catch {
      this.#continueAlone();
      return;
    }
    this.#worker.addEventListener('error', () => this.#continueAlone(), { signal });
    this.#worker.port.onmessage = ({ data }) => this.#receive(data);
    window.addEventListener('pagehide', () => this.#post('close'), { signal });
    window.addEventListener('pageshow', ({ persisted }) => persisted && this.#continueAlone(), { signal });
    this.#post('open', this.#shared);
    this.#ask(START_TIMEOUT_MS);
  }

  credentialsChanged() {
    if (this.#own !== null) {
      this.#own.credentialsChanged();
    } else if (this.#options.credentials.inHeader) {
      // The worker has the cookie only.
      this.#continueAlone();
    } else {
      this.#post('credentials');
    }
  }

  retryNow() {
    this.#own?.retryNow();
    this.#post('retry');
  }

  stop() {
    this.#leave();
    this.#own?.stop();
  }

  #post(action, options) {
    this.#worker?.port.postMessage({ action, options });
  }

  #receive({ state, events, history }) {
    this.#answered = true;
    if (state !== undefined) {
      this.#options.onState(state);
    }
    events?.forEach(([event, id]) => {
      try {
        this.#options.onEvent(event, id, history);
      } catch (failure) {
        // An event that cannot be handled must not stop the ones after it.
        console.error(failure);
      }
    });
  }

  /** Asks the worker whether it still runs, and checks later that it has answered. */
  #ask(withinMs) {
    this.#answered = false;
    this.#post('ping');
    this.#timer = setTimeout(() => {
      if (this.#answered) {
        this.#ask(this.#options.silenceMs / 2);
      } else {
        this.#continueAlone();
      }
    }, withinMs);
  }

  #leave() {
    this.#stop.abort();
    clearTimeout(this.#timer);
    this.#post('close');
    this.#worker?.port.close();
    this.#worker = undefined;
  }

  #continueAlone() {
    if (this.#stop.signal.aborted) {
      return;
    }
    this.#leave();
    this.#own = new Feed({ ...this.#options, after: this.#lastId });
    this.#own.run();
  }
}

function startWorker(script) {
  const policy = globalThis.trustedTypes?.createPolicy('roomscribe', { createScriptURL: (url) => url });
  const url = policy?.createScriptURL(String(script)) ?? script;
  return new SharedWorker(url, { type: 'module', name: `roomscribe-${PROTOCOL}` });
}
