import { t } from './i18n/messages.js';
import { NoTokenError } from './no-token-error.js';

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 30_000;
const PROVIDER_TIMEOUT_MS = 20_000;
const MAX_LEAD_MS = 30_000;
/** A longer timer would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * The token of the element's requests: one that the page sets, one that its provider returns, or none; then the browser may
 * send a cookie. The provider is asked when the first token is needed, before a token expires, and when the service refuses
 * one; once at a time, and less and less often while it fails.
 */
export class Credentials {
  #token = null;
  #provider = null;
  #renewAt = Infinity;
  #expiresAt = Infinity;
  /** The token that the service has accepted last. */
  #accepted = null;
  #renewal = null;
  #failures = 0;
  #failure = null;
  #retryAt = 0;
  #timer = 0;
  #stopped = false;
  #onChange;

  /** @param {() => void} onChange is called when requests have another token, or none, than before */
  constructor(onChange) {
    this.#onChange = onChange;
  }

  /** Whether the requests have a header, which a link cannot send. */
  get inHeader() {
    return this.#token !== null || this.#provider !== null;
  }

  get hasProvider() {
    return this.#provider !== null;
  }

  /** Whether there is a token that has expired by its own account. */
  get expired() {
    return this.#token !== null && Date.now() >= this.#expiresAt;
  }

  get hasToken() {
    return this.#token !== null;
  }

  /** The time until the provider is asked again after a failure, in milliseconds. */
  get retryMs() {
    return Math.max(0, this.#retryAt - Date.now());
  }

  /** @param {string | null} token replaces the one before; null for none */
  setToken(token) {
    if (token !== this.#token) {
      this.#use(token);
      this.#onChange();
    }
  }

  /** @param {(() => Promise<string>) | null} provider returns a token that is valid now */
  setProvider(provider) {
    if (provider !== this.#provider) {
      this.#provider = provider;
      this.#renewal = null;
      this.#failures = 0;
      this.#retryAt = 0;
      this.#schedule();
      this.#onChange();
    }
  }

  /** Returns the token of the next request; null for none. Throws a NoTokenError. */
  async current() {
    if (this.#provider === null || (this.#token !== null && Date.now() < this.#renewAt)) {
      return this.#token;
    }
    try {
      return await this.#renew();
    } catch (failure) {
      if (this.#token !== null && !this.expired) {
        return this.#token;
      }
      throw failure;
    }
  }

  /** Sends a request; with a new token again, if the service refuses the first and there is a provider. */
  async fetch(url, options = {}) {
    const token = await this.current();
    const response = await send(url, options, token);
    if (response.status !== 401) {
      this.#accepted = token;
      this.#failures = 0;
      return response;
    }
    if (this.#provider === null) {
      return response;
    }
    const wasAccepted = token === this.#accepted;
    this.#accepted = null;
    if (token === this.#token) {
      this.reject(token);
      if (!wasAccepted) {
        // A new token would be refused, too: each refusal counts as a failed authentication of this address.
        this.#fail(t('denied.provider.refused'));
      }
    }
    return wasAccepted ? this.fetch(url, options) : response;
  }

  /** The service does not accept a token any more; if it is still the current one, the provider is asked for another. */
  reject(token) {
    if (this.#provider !== null && token === this.#token) {
      this.#token = null;
    }
  }

  start() {
    this.#stopped = false;
    this.#schedule();
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #renew() {
    if (this.#renewal === null && Date.now() < this.#retryAt) {
      return Promise.reject(this.#failure);
    }
    if (this.#renewal === null) {
      const renewal = this.#ask(this.#provider).finally(() => {
        if (this.#renewal === renewal) {
          this.#renewal = null;
        }
        this.#schedule();
      });
      this.#renewal = renewal;
    }
    return this.#renewal;
  }

  async #ask(provider) {
    try {
      const token = await within(PROVIDER_TIMEOUT_MS, provider);
      if (typeof token !== 'string' || token === '') {
        throw new Error(t('denied.provider.empty'));
      }
      if (this.#provider === provider) {
        const changed = token !== this.#token;
        this.#use(token);
        if (changed) {
          this.#onChange();
        }
      }
      return token;
    } catch (failure) {
      throw this.#fail(failure?.message || String(failure));
    }
  }

  #fail(reason) {
    const delay = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures++);
    this.#retryAt = Date.now() + delay * (0.75 + Math.random() / 2);
    this.#failure = new NoTokenError(t('denied.provider', { reason }));
    return this.#failure;
  }

  #use(token) {
    this.#token = token;
    const lifetime = token === null ? Infinity : lifetimeOf(token);
    this.#expiresAt = Date.now() + lifetime;
    this.#renewAt = lifetime === Infinity ? Infinity : this.#expiresAt - Math.min(MAX_LEAD_MS, 0.2 * lifetime);
    this.#schedule();
  }

  /** Renews the token before it expires, so that the next request need not wait for the provider. */
  #schedule() {
    clearTimeout(this.#timer);
    if (this.#stopped || this.#provider === null || this.#token === null || this.#renewAt === Infinity) {
      return;
    }
    const inMs = Math.max(this.#renewAt - Date.now(), this.retryMs, FIRST_RETRY_MS / 4);
    this.#timer = setTimeout(() => {
      if (Date.now() < this.#renewAt) {
        this.#schedule();
      } else {
        this.#renew().catch(() => {});
      }
    }, Math.min(inMs, MAX_TIMER_MS));
  }
}

function send(url, { headers, ...options }, token) {
  return token === null
    ? fetch(url, { ...options, headers })
    : fetch(url, { ...options, headers: { ...headers, Authorization: `Bearer ${token}` }, credentials: 'omit' });
}

/** Rejects if the provider does not return within a time: a request that never ends would not be repeated. */
async function within(ms, provider) {
  let timer = 0;
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(t('denied.provider.timeout'))), ms);
  });
  try {
    return await Promise.race([provider(), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Returns how long a token that has just been received is valid, in milliseconds. The browser's clock may be wrong; the
 * time from `iat` to `exp` is not.
 */
function lifetimeOf(token) {
  const { iat, exp } = claimsOf(token);
  if (!Number.isFinite(exp)) {
    return Infinity;
  }
  const byClock = 1_000 * exp - Date.now();
  const whole = Number.isFinite(iat) && exp > iat ? 1_000 * (exp - iat) : byClock;
  return byClock > 0 ? Math.min(byClock, whole) : Math.max(whole, 0);
}

/** Returns the claims of a JWT, which are not verified; empty for anything else, such as an API key. */
function claimsOf(token) {
  try {
    const payload = token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(payload), (character) => character.charCodeAt(0))));
  } catch {
    return {};
  }
}
