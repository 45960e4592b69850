import { EventStreamParser } from './event-stream.js';
import { NoTokenError } from './no-token-error.js';

const FIRST_RETRY_MS = 2_000;
const MAX_RETRY_MS = 30_000;
const WAITING_RETRY_MS = 3_000;
/** The service responds immediately, but a browser may reuse a connection that died while it was idle. */
const RESPONSE_TIMEOUT_MS = 8_000;
/** A stream that ends sooner because of its token does not reconnect immediately, so that this cannot happen in a loop. */
const MIN_STREAM_MS = 1_000;

/** The reasons of `stream.closing` after which another token continues the stream. */
const TOKEN_ENDED = ['token_expired', 'key_removed'];
const FORBIDDEN = 'urn:roomscribe:problem:forbidden';

/**
 * Reads a room's event stream and reconnects whenever the connection is lost.
 *
 * It uses fetch, because EventSource hides three things: the heartbeats, without which a dead connection that is not
 * closed looks like a silent room; the status and the problem document of an error response; and the time of the next
 * attempt. Every request names the position to resume from, by the id of the last event or of the snapshot: an
 * EventSource that loses its connection before the first id starts again and misses the events in between.
 */
export class Feed {
  #url;
  #silenceMs;
  #onEvent;
  #onState;
  #lastId;
  #failures = 0;
  #retryMs = FIRST_RETRY_MS;
  #attempt = null;
  #lastDataAt = 0;
  #wake = () => {};
  #credentials;
  #isOtherRoom;
  /** Changes whenever requests have another credential. */
  #version = 0;
  #checkedVersion = -1;
  #grant = () => {};
  #tokenEnded = false;
  #reopening = false;
  #stopped = false;

  /**
   * @param {URL} url of the room's events
   * @param {number} silenceMs time without data, not even a heartbeat, after which the connection counts as lost
   * @param {(event: object, id: string | null) => void} onEvent receives each caption event, in order, and its id
   * @param {(state: {phase: string, detail?: string, textKey?: string}) => void} onState receives the connection's state, with a
   *   text of the service or the key of a text of the pages: "connecting",
   *   "live", "waiting" (the room is not transcribed), "reconnecting", "renewing" (the token has ended and another one
   *   continues the stream), "denied" (not retried until the credential changes) or "refused" (not retried)
   * @param {Credentials} credentials of every request
   * @param {() => Promise<boolean>} isOtherRoom tells whether the credential is for other rooms only: the service responds
   *   as if there were no such room
   * @param {string | null} after the position to resume from; null to start with a snapshot
   */
  constructor({ url, silenceMs, onEvent, onState, credentials, isOtherRoom, after = null }) {
    this.#url = url;
    this.#credentials = credentials;
    this.#isOtherRoom = isOtherRoom;
    this.#silenceMs = silenceMs;
    this.#lastId = after;
    this.#onEvent = onEvent;
    this.#onState = onState;
  }

  async run() {
    this.#onState({ phase: 'connecting' });
    while (!this.#stopped) {
      const next = await this.#readStream();
      if (this.#stopped || next.phase === 'refused') {
        break;
      }
      if (next.phase === 'denied') {
        await this.#awaitGrant(next.version);
      } else {
        await this.#pause(next.inMs);
      }
    }
  }

  /** Requests have another credential from now on. A stream that is open continues with the one before. */
  credentialsChanged() {
    this.#version++;
    this.#grant();
    this.#wake();
  }

  /** Continues the stream with the present credential: the user has signed in or out. */
  reopen() {
    this.#reopening = true;
    this.#attempt?.abort();
    this.credentialsChanged();
  }

  stop() {
    this.#stopped = true;
    this.#attempt?.abort();
    this.#grant();
    this.#wake();
  }

  /**
   * Skips the wait before the next attempt, because the network is back or the page is visible again. Checks the time
   * of the last data, because timers do not run while a machine sleeps.
   */
  retryNow() {
    if (Date.now() - this.#lastDataAt > this.#silenceMs) {
      this.#attempt?.abort();
    }
    this.#wake();
  }

  /** Reads the stream until it ends for any reason; returns when to try again. */
  async #readStream() {
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.#lastDataAt = Date.now();
    this.#tokenEnded = false;
    this.#reopening = false;
    let timeout = 0;
    let detail;
    let inMs;
    try {
      const token = await this.#credentials.current();
      const version = this.#version;
      timeout = setTimeout(() => attempt.abort(), Math.min(RESPONSE_TIMEOUT_MS, this.#silenceMs));
      const response = await this.#credentials.fetch(this.#resumeUrl(), {
        headers: { Accept: 'text/event-stream' },
        cache: 'no-store',
        signal: attempt.signal,
      });
      if (!response.ok) {
        return await this.#handleErrorResponse(response, version);
      }
      const openedAt = Date.now();
      this.#failures = 0;
      this.#onState({ phase: 'live' });
      const parser = new EventStreamParser();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { value, done } = await reader.read();
        clearTimeout(timeout);
        this.#lastDataAt = Date.now();
        if (done) {
          break;
        }
        timeout = setTimeout(() => attempt.abort(), this.#silenceMs);
        parser.push(value).forEach((message) => this.#handle(message));
        this.#retryMs = parser.retry ?? this.#retryMs;
      }
      if (this.#tokenEnded) {
        this.#credentials.reject(token);
        this.#onState({ phase: 'renewing' });
        return this.#retryIn(Math.max(0, openedAt + MIN_STREAM_MS - Date.now()));
      }
    } catch (failure) {
      // The connection is lost, and the feed reconnects.
      if (failure instanceof NoTokenError) {
        detail = failure.message;
        inMs = Math.max(this.#credentials.retryMs, 100);
      }
    } finally {
      clearTimeout(timeout);
      attempt.abort();
    }
    if (this.#reopening) {
      this.#onState({ phase: 'renewing' });
      return this.#retryIn(0);
    }
    inMs ??= this.#nextDelay();
    this.#onState({ phase: 'reconnecting', detail });
    return this.#retryIn(inMs);
  }

  #resumeUrl() {
    const url = new URL(this.#url);
    if (this.#lastId !== null) {
      url.searchParams.set('after', this.#lastId);
    }
    return url;
  }

  #handle(message) {
    try {
      const event = JSON.parse(message.data);
      this.#lastId = message.id ?? event.last_id ?? this.#lastId;
      if (event.type === 'stream.closing') {
        this.#retryMs = event.retry_ms > 0 ? event.retry_ms : this.#retryMs;
        this.#tokenEnded = TOKEN_ENDED.includes(event.reason);
      }
      this.#onEvent(event, message.id);
    } catch (failure) {
      // An event that cannot be handled must not stop the ones after it.
      console.error(failure);
    }
  }

  async #handleErrorResponse(response, version) {
    const problem = await response.json().catch(() => ({}));
    if (response.status === 401 && !this.#credentials.hasProvider) {
      return this.#deny(this.#reasonOfRejection(), version);
    }
    if (response.status === 403 && problem.type === FORBIDDEN) {
      return this.#deny('denied.forbidden', version);
    }
    if (response.status === 404) {
      if (this.#checkedVersion !== version && (await this.#isOtherRoom())) {
        return this.#deny('denied.other_room', version);
      }
      this.#checkedVersion = version;
      this.#onState({ phase: 'waiting' });
      return this.#retryIn(jitter(WAITING_RETRY_MS));
    }
    if (response.status === 400) {
      this.#onState({ phase: 'refused', problem: { status: response.status, type: problem.type } });
      return { phase: 'refused' };
    }
    const requestedMs = 1_000 * (Number(response.headers.get('Retry-After')) || 0);
    const inMs = Math.max(this.#nextDelay(), requestedMs, this.#credentials.retryMs);
    this.#onState({ phase: 'reconnecting', problem: { status: response.status, type: problem.type } });
    return this.#retryIn(inMs);
  }

  #reasonOfRejection() {
    if (!this.#credentials.hasToken) {
      return 'denied.no_token';
    }
    return this.#credentials.expired ? 'denied.expired' : 'denied.rejected';
  }

  /** Repeating the request would count as further failed authentications of this address. */
  #deny(textKey, version) {
    this.#onState({ phase: 'denied', textKey });
    return { phase: 'denied', version };
  }

  async #awaitGrant(version) {
    while (!this.#stopped && this.#version === version) {
      await new Promise((resolve) => (this.#grant = resolve));
    }
    if (!this.#stopped) {
      this.#onState({ phase: 'connecting' });
    }
  }

  #retryIn(inMs) {
    return { phase: 'retry', inMs };
  }

  #nextDelay() {
    return jitter(Math.min(MAX_RETRY_MS, this.#retryMs * 1.6 ** this.#failures++));
  }

  #pause(ms) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Adds jitter, so that the clients of a lost server do not reconnect at the same time. */
function jitter(ms) {
  return ms * (0.75 + Math.random() / 2);
}
