import { EventStreamParser } from './event-stream.js';

const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 30_000;
const NOT_YET_MS = 3_000;
/** The service answers at once; a browser may ask it over a connection that died while nobody used it. */
const LONGEST_ANSWER_MS = 8_000;

/**
 * A room's events, from now on and through every loss of the connection.
 *
 * It reads the stream with fetch and not with EventSource, which hides what this needs to know: the heartbeats, without
 * which a connection that is dead but not closed looks like a quiet room; the status and the words of a refusal; and
 * when the next attempt is made. Where it resumes is always said, by the id of the last event or of the snapshot: an
 * EventSource that lost its connection before the first id would begin anew, and miss what happened meanwhile.
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
  #heardAt = 0;
  #wake = () => {};
  #stopped = false;

  /**
   * @param {URL} url of the room's events
   * @param {number} silenceMs without so much as a heartbeat, after which the connection counts as lost
   * @param {(event: object) => void} onEvent takes each caption event, in order
   * @param {(state: {phase: string, detail?: string}) => void} onState takes the connection's state: "connecting",
   *   "live", "waiting" (the room is not transcribed), "reconnecting" or "refused" (and not tried again)
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
      const next = await this.#listen();
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
   * Tries at once what would be tried later: the network is back, or somebody looks again. A machine that slept was
   * silent for longer than its timers know.
   */
  hurry() {
    if (Date.now() - this.#heardAt > this.#silenceMs) {
      this.#attempt?.abort();
    }
    this.#wake();
  }

  /** Reads until the stream is over, for whatever reason; returns when to try again. */
  async #listen() {
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.#heardAt = Date.now();
    let watch = setTimeout(() => attempt.abort(), Math.min(LONGEST_ANSWER_MS, this.#silenceMs));
    try {
      const response = await fetch(this.#from(), {
        headers: { Accept: 'text/event-stream' },
        cache: 'no-store',
        signal: attempt.signal,
      });
      if (!response.ok) {
        return await this.#refused(response);
      }
      this.#failures = 0;
      this.#onState({ phase: 'live' });
      const parser = new EventStreamParser();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { value, done } = await reader.read();
        clearTimeout(watch);
        this.#heardAt = Date.now();
        if (done) {
          break;
        }
        watch = setTimeout(() => attempt.abort(), this.#silenceMs);
        parser.push(value).forEach((message) => this.#take(message));
        this.#retryMs = parser.retry ?? this.#retryMs;
      }
    } catch {
      // However a connection is lost, it is to be had again.
    } finally {
      clearTimeout(watch);
      attempt.abort();
    }
    const inMs = this.#backOff();
    this.#onState({ phase: 'reconnecting' });
    return this.#after(inMs);
  }

  #from() {
    const url = new URL(this.#url);
    if (this.#lastId !== null) {
      url.searchParams.set('after', this.#lastId);
    }
    return url;
  }

  #take(message) {
    try {
      const event = JSON.parse(message.data);
      this.#lastId = message.id ?? event.last_id ?? this.#lastId;
      if (event.type === 'stream.closing' && event.retry_ms > 0) {
        this.#retryMs = event.retry_ms;
      }
      this.#onEvent(event);
    } catch (failure) {
      // One event that makes no sense is not to cost those after it.
      console.error(failure);
    }
  }

  async #refused(response) {
    const problem = await response.json().catch(() => ({}));
    if (response.status === 404) {
      this.#onState({ phase: 'waiting' });
      return this.#after(spread(NOT_YET_MS));
    }
    if (response.status === 400) {
      this.#onState({ phase: 'refused', detail: problem.detail });
      return { phase: 'refused' };
    }
    const inMs = Math.max(this.#backOff(), 1_000 * (Number(response.headers.get('Retry-After')) || 0));
    this.#onState({ phase: 'reconnecting', detail: problem.detail });
    return this.#after(inMs);
  }

  #after(inMs) {
    return { phase: 'again', inMs };
  }

  #backOff() {
    return spread(Math.min(LONGEST_RETRY_MS, this.#retryMs * 1.6 ** this.#failures++));
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

/** Not everybody at once: whoever lost a server together does not come back together. */
function spread(ms) {
  return ms * (0.75 + Math.random() / 2);
}
