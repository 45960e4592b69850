const INTERVAL_MS = 5_000;

/**
 * Polls the status of a room's session for what its events do not contain: the lag of recognition, and whether the
 * service is reconnecting to the room. Does not poll while the page is hidden. A response that arrives after that of a
 * later request is ignored.
 */
export class SessionPoller {
  #url;
  #onStatus;
  #timer = 0;
  #requests = 0;

  /** @param {(status: object | null) => void} onStatus receives the session; null if there is none or it is unknown */
  constructor(url, onStatus) {
    this.#url = url;
    this.#onStatus = onStatus;
  }

  start() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      await this.poll();
      this.start();
    }, INTERVAL_MS);
  }

  stop() {
    clearTimeout(this.#timer);
  }

  async poll() {
    if (document.hidden) {
      return;
    }
    const request = ++this.#requests;
    const status = await this.#fetch();
    if (request === this.#requests) {
      this.#onStatus(status);
    }
  }

  async #fetch() {
    try {
      const response = await fetch(this.#url, { cache: 'no-store', signal: AbortSignal.timeout(INTERVAL_MS) });
      return response.ok ? await response.json() : null;
    } catch {
      return null;
    }
  }
}
