import { Announcer } from './announcer.js';
import { Credentials } from './credentials.js';
import { h } from './dom.js';
import { saveFile } from './download.js';
import { Feed } from './feed.js';
import { t, useLanguages } from './i18n/messages.js';
import { CaptionList } from './list.js';
import { Captions } from './model.js';
import { CaptionOverlay } from './overlay.js';
import { SessionPoller } from './session-poller.js';
import { isOtherRoom } from './sign-in-state.js';
import { Settings } from './settings.js';
import { statusOf } from './status.js';
import { sheet } from './style.js';
import { Toolbar } from './toolbar.js';

/** Time after which a resumed stream has sent the partial of every open utterance again. */
const CATCH_UP_MS = 5_000;

/**
 * A room's live captions.
 *
 * Attributes, read when the element is connected to a page:
 *
 * - `room`: the room's id.
 * - `server`: the URL of the service; default the origin of this script.
 * - `mode`: `list` (everything, with search and settings) or `overlay` (the last three lines).
 * - `size` (`s`, `m`, `l`), `contrast` (`normal`, `high`), `theme` (`auto`, `light`, `dark`): override the user's settings.
 * - `text="engine"`: shows the engine's words as they are, and saves files with them, instead of the text for people.
 * - `lang`: the language of the texts (`en`, `de`, `es`, `pl`), for all elements of the page; default that of the browser.
 * - `delay`: seconds by which an overlay delays captions, to match a video that is shown later; default 0.
 * - `clear-after`: seconds without a new caption after which an overlay removes a line; default 5.
 * - `silence-limit`: seconds without any data after which the connection counts as lost; default 45. Must be longer than
 *   the service's heartbeat interval (`roomscribe.transcript.heartbeat-interval`).
 * - `keys="page"`: single-key shortcuts work wherever the focus is on the page, not only within the element.
 *
 * The attribute `token` can be set at any time, as can the property of the same name, which leaves no trace in the document.
 * The property `tokenProvider`, an async function, returns a new token whenever one is needed. Without both, requests have
 * the cookie of a page of the service that has signed in.
 *
 * The event `roomscribe-access` tells that the service permits reading the captions, or no longer does: `detail` is
 * {granted, reason}.
 */
export class RoomscribeCaptions extends HTMLElement {
  #captions = null;
  #feed = null;
  #poller = null;
  #list = null;
  #overlay = null;
  #toolbar = null;
  #settings = null;
  #connection = { phase: 'connecting' };
  /** The latest response of the poller; null if there is no session, undefined if the poller has not responded yet. */
  #polled = undefined;
  #hasHistory = false;
  #catchUp = 0;
  #removal = null;
  /** Undefined until the service has said so. */
  #granted = undefined;
  #credentials = new Credentials(() => this.reconnect());

  static observedAttributes = ['token'];

  attributeChangedCallback(name, before, token) {
    this.token = token;
  }

  /** @param {string | null} token of every request from now on; null for none */
  set token(token) {
    this.#credentials.setToken(token || null);
  }

  /** @param {(() => Promise<string>) | null} provider returns a token that is valid at present */
  set tokenProvider(provider) {
    this.#credentials.setProvider(provider ?? null);
  }

  /** Tries again after the service has refused access, for example because the user has signed in. */
  reconnect() {
    this.#feed?.credentialsChanged();
    this.#poller?.credentialsChanged();
  }

  connectedCallback() {
    const room = this.getAttribute('room');
    if (!room) {
      throw new Error('<roomscribe-captions> needs the attribute room');
    }
    if (this.lang) {
      useLanguages([this.lang, ...navigator.languages]);
    }
    this.#removal = new AbortController();
    ['token', 'tokenProvider'].forEach((name) => this.#upgrade(name));
    this.#credentials.start();
    this.#build(room);
    this.#feed = new Feed({
      url: this.#url(room, 'transcript/events'),
      silenceMs: this.#milliseconds('silence-limit', 45),
      onEvent: this.#delayed((event) => this.#onEvent(event, room)),
      onState: this.#delayed((state) => this.#onConnectionState(state)),
      credentials: this.#credentials,
      isOtherRoom: () => isOtherRoom(this.#serviceUrl('sign-in'), room, this.#credentials),
    });
    this.#poller = new SessionPoller(this.#url(room, 'transcribe'), this.#credentials, (session) => {
      this.#polled = session;
      this.#showStatus();
    });
    const untilRemoved = { signal: this.#removal.signal };
    window.addEventListener('online', () => this.#feed.retryNow(), untilRemoved);
    document.addEventListener('visibilitychange', () => document.hidden || this.#onVisible(), untilRemoved);
    const keys = this.getAttribute('keys') === 'page' ? document : this;
    keys.addEventListener('keydown', (event) => this.#onKey(event), untilRemoved);
    this.#feed.run();
    this.#poller.start();
  }

  disconnectedCallback() {
    this.#removal.abort();
    this.#feed.stop();
    this.#poller.stop();
    this.#credentials.stop();
    clearTimeout(this.#catchUp);
    this.#hasHistory = false;
  }

  /** Shows or hides the captions. Hidden captions are still collected. */
  toggle() {
    this.toggleAttribute('concealed');
  }

  toggleFullscreen() {
    if (document.fullscreenElement) {
      document.exitFullscreen();
    } else {
      this.requestFullscreen?.().catch(() => {});
    }
  }

  /** A page may have set the property before the script was loaded; then it hides the one of this class. */
  #upgrade(name) {
    if (Object.hasOwn(this, name)) {
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
  }

  #build(room) {
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet];
    const engineText = this.getAttribute('text') === 'engine';
    this.#captions = new Captions(engineText);
    this.#settings = new Settings({
      size: this.getAttribute('size'),
      contrast: this.getAttribute('contrast'),
      theme: this.getAttribute('theme'),
    });
    const announcer = new Announcer(this.#captions);
    if (this.getAttribute('mode') === 'overlay') {
      this.#overlay = new CaptionOverlay(this.#captions, this.#milliseconds('clear-after', 5));
      root.replaceChildren(this.#overlay.element, announcer.element);
    } else {
      this.#list = new CaptionList(this.#captions, (count, current) => this.#toolbar.showMatches(count, current));
      this.#toolbar = new Toolbar(room, this.#settings, (format) => this.#fileUrl(room, format, engineText), {
        search: (text) => this.#list.search(text),
        nextMatch: (step) => this.#list.nextMatch(step),
        fullscreen: () => this.toggleFullscreen(),
        save: (event, url, name) => this.#save(event, url, name),
      });
      root.replaceChildren(this.#toolbar.element, this.#list.element, announcer.element);
    }
    this.#settings.onChange(() => this.#showSettings());
    this.#showStatus();
  }

  #url(room, path) {
    return this.#serviceUrl(`rooms/${encodeURIComponent(room)}/${path}`);
  }

  #fileUrl(room, format, engineText) {
    const url = this.#url(room, `transcript.${format}`);
    if (engineText) {
      url.searchParams.set('text', 'engine');
    }
    return url;
  }

  #serviceUrl(path) {
    const server = this.getAttribute('server') ?? new URL('..', import.meta.url);
    const base = new URL(server, document.baseURI);
    base.pathname = base.pathname.replace(/\/?$/, '/');
    return new URL(path, base);
  }

  #milliseconds(attribute, defaultSeconds) {
    const seconds = Number(this.getAttribute(attribute));
    return 1000 * (seconds > 0 ? seconds : defaultSeconds);
  }

  /** Delays a callback in an overlay. Timers of the same length run in the order in which they were set. */
  #delayed(callback) {
    const delayMs = this.#overlay === null ? 0 : this.#milliseconds('delay', 0);
    const { signal } = this.#removal;
    return delayMs === 0 ? callback : (value) => setTimeout(() => signal.aborted || callback(value), delayMs);
  }

  #onEvent(event, room) {
    const session = this.#captions.session;
    this.#captions.apply(event);
    if (this.#captions.session !== session) {
      if (this.#polled !== undefined) {
        // What was polled before is about the previous state.
        this.#polled = null;
      }
      this.#poller.poll();
      this.#showStatus();
    }
    if (this.#list !== null && !this.#hasHistory) {
      this.#hasHistory = true;
      this.#loadHistory(room);
    }
  }

  async #loadHistory(room) {
    try {
      const options = { cache: 'no-store', signal: this.#removal.signal };
      const response = await this.#credentials.fetch(this.#url(room, 'transcript.json'), options);
      if (!response.ok) {
        throw new Error(`${response.status}`);
      }
      this.#captions.merge(await response.json());
      this.#list.note();
    } catch {
      if (this.isConnected) {
        const retry = h('button', { type: 'button', onclick: () => this.#loadHistory(room) }, t('history.retry'));
        this.#list.note(t('history.failed'), ' ', retry);
      }
    }
  }

  /**
   * A link sends the cookie of the page, but no token. On a page of another origin, an error in response to a link would
   * replace the page.
   */
  async #save(event, url, name) {
    const opensTab = event.currentTarget.target === '_blank';
    if (!this.#credentials.inHeader && (opensTab || url.origin === location.origin)) {
      return;
    }
    event.preventDefault();
    try {
      await saveFile(await this.#credentials.fetch(url, { signal: this.#removal.signal }), name);
      this.#list.note();
    } catch (failure) {
      this.#list.note(t('save.failed', { name, reason: failure.message }));
    }
  }

  #onConnectionState(state) {
    if (this.#connection.phase === 'live' && state.phase !== 'live') {
      this.#captions.disconnected();
    }
    if (this.#connection.phase !== state.phase) {
      clearTimeout(this.#catchUp);
      const upToDate = state.phase === 'live' || state.phase === 'waiting';
      this.#catchUp = upToDate ? setTimeout(() => this.#captions.caughtUp(), CATCH_UP_MS) : 0;
    }
    const granted = { live: true, denied: false }[state.phase] ?? this.#granted;
    if (granted !== this.#granted) {
      this.#granted = granted;
      this.dispatchEvent(new CustomEvent('roomscribe-access', { detail: { granted, reason: state.detail } }));
    }
    this.#connection = state;
    this.#polled = undefined;
    this.#showStatus();
    if (state.phase === 'live') {
      this.#poller.poll();
    }
  }

  #onVisible() {
    this.#feed.retryNow();
    this.#poller.poll();
  }

  #showStatus() {
    this.dataset.phase = this.#connection.phase;
    const { phase } = this.#connection;
    if (phase === 'renewing' || (phase === 'live' && this.#polled === undefined)) {
      // The previous status stays while another token continues the stream, and until it is known whether the service has
      // the session: it may be resuming it.
      return;
    }
    const status = statusOf(this.#connection, this.#captions.session, this.#polled ?? null);
    if (this.#overlay !== null) {
      this.#overlay.notice = status.tone === 'bad' ? `${status.text}: ${status.more}` : '';
      return;
    }
    this.#toolbar.show(status);
    this.#list.emptyText = {
      good: t('empty.live'),
      busy: '',
      bad: phase === 'denied' ? t('empty.denied') : t('empty.interrupted'),
      over: t('empty.over'),
    }[status.tone];
  }

  #showSettings() {
    for (const name of ['size', 'contrast', 'theme', 'partials']) {
      this.dataset[name] = this.#settings.get(name);
    }
    this.#toolbar?.showSettings();
  }

  #onKey(event) {
    const isTyping = event.composedPath()[0].matches?.('input:not([type=checkbox]), textarea, select, [contenteditable]');
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || !this.#settings.get('shortcuts')) {
      return;
    }
    const action = {
      c: () => this.toggle(),
      '+': () => this.#settings.resize(1),
      '=': () => this.#settings.resize(1),
      '-': () => this.#settings.resize(-1),
      f: () => this.toggleFullscreen(),
      '/': () => this.#toolbar?.input.focus(),
    }[event.key];
    if (action !== undefined) {
      event.preventDefault();
      action();
    }
  }
}
