import { Announcer } from './announcer.js';
import { h } from './dom.js';
import { Feed } from './feed.js';
import { CaptionList } from './list.js';
import { Captions } from './model.js';
import { CaptionOverlay } from './overlay.js';
import { SessionPoller } from './session-poller.js';
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
 * - `delay`: seconds by which an overlay delays captions, to match a video that is shown later; default 0.
 * - `clear-after`: seconds without a new caption after which an overlay removes a line; default 5.
 * - `silence-limit`: seconds without any data after which the connection counts as lost; default 45. Must be longer than
 *   the service's heartbeat interval (`roomscribe.transcript.heartbeat-interval`).
 * - `keys="page"`: single-key shortcuts work wherever the focus is on the page, not only within the element.
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

  connectedCallback() {
    const room = this.getAttribute('room');
    if (!room) {
      throw new Error('<roomscribe-captions> needs the attribute room');
    }
    this.#removal = new AbortController();
    this.#build(room);
    this.#feed = new Feed({
      url: this.#url(room, 'transcript/events'),
      silenceMs: this.#milliseconds('silence-limit', 45),
      onEvent: this.#delayed((event) => this.#onEvent(event, room)),
      onState: this.#delayed((state) => this.#onConnectionState(state)),
    });
    this.#poller = new SessionPoller(this.#url(room, 'transcribe'), (session) => {
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

  #build(room) {
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet];
    this.#captions = new Captions();
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
      this.#toolbar = new Toolbar(room, this.#settings, (format) => this.#url(room, `transcript.${format}`), {
        search: (text) => this.#list.search(text),
        nextMatch: (step) => this.#list.nextMatch(step),
        fullscreen: () => this.toggleFullscreen(),
      });
      root.replaceChildren(this.#toolbar.element, this.#list.element, announcer.element);
    }
    this.#settings.onChange(() => this.#showSettings());
    this.#showStatus();
  }

  #url(room, path) {
    const server = this.getAttribute('server') ?? new URL('..', import.meta.url);
    const base = new URL(server, document.baseURI);
    base.pathname = base.pathname.replace(/\/?$/, '/');
    return new URL(`rooms/${encodeURIComponent(room)}/${path}`, base);
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
      const response = await fetch(this.#url(room, 'transcript.json'), { cache: 'no-store', signal: this.#removal.signal });
      if (!response.ok) {
        throw new Error(`${response.status}`);
      }
      this.#captions.merge(await response.json());
      this.#list.note();
    } catch {
      if (this.isConnected) {
        const retry = h('button', { type: 'button', onclick: () => this.#loadHistory(room) }, 'Try again');
        this.#list.note('Earlier captions could not be loaded. ', retry);
      }
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
    if (this.#connection.phase === 'live' && this.#polled === undefined) {
      // The previous status stays until it is known whether the service has the session: it may be resuming it.
      return;
    }
    const status = statusOf(this.#connection, this.#captions.session, this.#polled ?? null);
    if (this.#overlay !== null) {
      this.#overlay.notice = status.tone === 'bad' ? `${status.text}: ${status.more}` : '';
      return;
    }
    this.#toolbar.show(status);
    this.#list.emptyText = {
      good: 'No captions yet.',
      busy: '',
      bad: 'Captions appear here when the connection is back.',
      over: 'Captions appear here as soon as this room is transcribed.',
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
