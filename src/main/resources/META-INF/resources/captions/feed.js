import { EventStreamParser } from './event-stream.js';

const FIRST_RETRY_MS = 2_000;
const MAX_RETRY_MS = 30_000;
const WAITING_RETRY_MS = 3_000;
/** The service responds immediately, but a browser may reuse a connection that died while it was idle. */
const RESPONSE_TIMEOUT_MS = 8_000;

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
  #lastId = null;
  #failures = 0;
  #retryMs = FIRST_RETRY_MS;
  #attempt = null;
  #lastDataAt = 0;
  #wake = () => {};
  #stopped = false;

  /**
   * @param {URL} url of the room's events
   * @param {number} silenceMs time without data, not even a heartbeat, after which the connection counts as lost
   * @param {(event: object) => void} onEvent receives each caption event, in order
   * @param {(state: {phase: string, detail?: string}) => void} onState receives the connection's state: "connecting",
   *   "live", "waiting" (the room is not transcribed), "reconnecting" or "refused" (not retried)
   */
  constructor({ url, silenceMs, onEvent, onState }) {
    this.#url = url;
    this.#silenceMs = silenceMs;
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
      await this.#pause(next.inMs);
    }
  }

  stop() {
    this.#stopped = true;
    this.#attempt?.abort();
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
    let timeout = setTimeout(() => attempt.abort(), Math.min(RESPONSE_TIMEOUT_MS, this.#silenceMs));
    try {
      const response = await fetch(this.#resumeUrl(), {
        headers: { Accept: 'text/event-stream' },
        cache: 'no-store',
        signal: attempt.signal,
      });
      if (!response.ok) {
        return await this.#handleErrorResponse(response);
      }
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
    } catch {
      // The connection is lost, and the feed reconnects.
    } finally {
      clearTimeout(timeout);
      attempt.abort();
    }
    const inMs = this.#nextDelay();
    this.#onState({ phase: 'reconnecting' });
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
      if (event.type === 'stream.closing' && event.retry_ms > 0) {
        this.#retryMs = event.retry_ms;
      }
      this.#onEvent(event);
    } catch (failure) {
      // An event that cannot be handled must not stop the ones after it.
      console.error(failure);
    }
  }

  async #handleErrorResponse(response) {
    const problem = await response.json().catch(() => ({}));
    if (response.status === 404) {
      this.#onState({ phase: 'waiting' });
      return this.#retryIn(jitter(WAITING_RETRY_MS));
    }
    if (response.status === 400) {
      this.#onState({ phase: 'refused', detail: problem.detail });
      return { phase: 'refused' };
    }
    const inMs = Math.max(this.#nextDelay(), 1_000 * (Number(response.headers.get('Retry-After')) || 0));
    this.#onState({ phase: 'reconnecting', detail: problem.detail });
    return this.#retryIn(inMs);
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
