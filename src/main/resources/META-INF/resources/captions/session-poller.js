const INTERVAL_MS = 5_000;

/**
 * Polls the status of a room's session for what its events do not contain: the lag of recognition, and whether the
 * service is reconnecting to the room. Does not poll while the page is hidden. A response that arrives after that of a
 * later request is ignored. A credential may permit captions and not this: then polling ends until there is another one.
 */
export class SessionPoller {
  #url;
  #onStatus;
  #timer = 0;
  #requests = 0;
  #credentials;
  #denied = false;

  /**
   * @param {Credentials} credentials of every request
   * @param {(status: object | null) => void} onStatus receives the session; null if there is none or it is unknown
   */
  constructor(url, credentials, onStatus) {
    this.#url = url;
    this.#credentials = credentials;
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

  credentialsChanged() {
    this.#denied = false;
  }

  async poll() {
    if (document.hidden) {
      return;
    }
    const request = ++this.#requests;
    const status = this.#denied ? null : await this.#fetch();
    if (request === this.#requests) {
      this.#onStatus(status);
    }
  }

  async #fetch() {
    try {
      const options = { cache: 'no-store', signal: AbortSignal.timeout(INTERVAL_MS) };
      const response = await this.#credentials.fetch(this.#url, options);
      this.#denied = response.status === 401 || response.status === 403;
      return response.ok ? await response.json() : null;
    } catch {
      return null;
    }
  }
}
