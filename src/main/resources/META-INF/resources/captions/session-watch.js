const INTERVAL_MS = 5_000;

/**
 * Asks how a room's session stands, which its events do not tell: how far recognition is behind, and whether the service
 * has lost the room. Asks nothing while nobody looks.
 */
export class SessionWatch {
  #url;
  #onStatus;
  #timer = 0;

  /** @param {(status: object | null) => void} onStatus takes the session, or null if there is none or nobody knows */
  constructor(url, onStatus) {
    this.#url = url;
    this.#onStatus = onStatus;
  }

  start() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      await this.look();
      this.start();
    }, INTERVAL_MS);
  }

  stop() {
    clearTimeout(this.#timer);
  }

  async look() {
    if (document.hidden) {
      return;
    }
    try {
      const response = await fetch(this.#url, { cache: 'no-store', signal: AbortSignal.timeout(INTERVAL_MS) });
      this.#onStatus(response.ok ? await response.json() : null);
    } catch {
      this.#onStatus(null);
    }
  }
}
