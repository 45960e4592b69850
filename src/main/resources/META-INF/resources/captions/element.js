import { Announcer } from './announcer.js';
import { h } from './dom.js';
import { Feed } from './feed.js';
import { CaptionList } from './list.js';
import { Captions } from './model.js';
import { CaptionOverlay } from './overlay.js';
import { SessionWatch } from './session-watch.js';
import { Settings } from './settings.js';
import { statusOf } from './status.js';
import { sheet } from './style.js';
import { Toolbar } from './toolbar.js';

/** By then a stream that is back has told of every line that is still open. */
const CATCH_UP_MS = 5_000;

/**
 * A room's live captions.
 *
 * Attributes, read when the element comes into a page:
 *
 * - `room`: the room's id.
 * - `server`: where the service is; the one that this script came from, unless it is said.
 * - `mode`: `list` (everything, with search and settings) or `overlay` (the last three lines).
 * - `size` (`s`, `m`, `l`), `contrast` (`normal`, `high`), `theme` (`auto`, `light`, `dark`): decide what a reader would.
 * - `delay`: seconds by which an overlay holds captions back, for a video that is seen so much later; 0.
 * - `clear-after`: seconds without a word after which an overlay is empty; 5.
 * - `silence-limit`: seconds without a sign of life after which the connection counts as lost; 45. To be longer than the
 *   service's heartbeat (`roomscribe.transcript.heartbeat-interval`).
 * - `keys="page"`: single-key shortcuts work wherever on the page the focus is, and not only within.
 */
export class RoomscribeCaptions extends HTMLElement {
  #captions = null;
  #feed = null;
  #watch = null;
  #list = null;
  #overlay = null;
  #toolbar = null;
  #settings = null;
  #connection = { phase: 'connecting' };
  #asked = null;
  #hasHistory = false;
  #catchUp = 0;
  #leaving = null;

  connectedCallback() {
    const room = this.getAttribute('room');
    if (!room) {
      throw new Error('<roomscribe-captions> needs the attribute room');
    }
    this.#leaving = new AbortController();
    this.#build(room);
    this.#feed = new Feed({
      url: this.#url(room, 'transcript/events'),
      silenceMs: this.#seconds('silence-limit', 45),
      onEvent: this.#held((event) => this.#onEvent(event, room)),
      onState: this.#held((state) => this.#onConnection(state)),
    });
    this.#watch = new SessionWatch(this.#url(room, 'transcribe'), (asked) => {
      this.#asked = asked;
      this.#showStatus();
    });
    const until = { signal: this.#leaving.signal };
    window.addEventListener('online', () => this.#feed.hurry(), until);
    document.addEventListener('visibilitychange', () => document.hidden || this.#feed.hurry(), until);
    const keys = this.getAttribute('keys') === 'page' ? document : this;
    keys.addEventListener('keydown', (event) => this.#onKey(event), until);
    this.#feed.run();
    this.#watch.start();
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.#feed.stop();
    this.#watch.stop();
    clearTimeout(this.#catchUp);
    this.#hasHistory = false;
  }

  /** Shows the captions or hides them; they go on being collected. */
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
      this.#overlay = new CaptionOverlay(this.#captions, this.#seconds('clear-after', 5));
      root.replaceChildren(this.#overlay.element, announcer.element);
    } else {
      this.#list = new CaptionList(this.#captions, (hits, current) => this.#toolbar.showHits(hits, current));
      this.#toolbar = new Toolbar(room, this.#settings, (format) => this.#url(room, `transcript.${format}`), {
        search: (text) => this.#list.search(text),
        nextHit: (step) => this.#list.nextHit(step),
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

  #seconds(attribute, otherwise) {
    const seconds = Number(this.getAttribute(attribute));
    return 1000 * (seconds > 0 ? seconds : otherwise);
  }

  /** Timers of one length go off in the order in which they were set. */
  #held(take) {
    const delayMs = this.#overlay === null ? 0 : this.#seconds('delay', 0);
    const { signal } = this.#leaving;
    return delayMs === 0 ? take : (told) => setTimeout(() => signal.aborted || take(told), delayMs);
  }

  #onEvent(event, room) {
    this.#captions.apply(event);
    if (event.type.startsWith('session.')) {
      this.#watch.look();
      this.#showStatus();
    }
    if (this.#list !== null && !this.#hasHistory) {
      this.#hasHistory = true;
      this.#loadHistory(room);
    }
  }

  async #loadHistory(room) {
    try {
      const response = await fetch(this.#url(room, 'transcript.json'), { cache: 'no-store', signal: this.#leaving.signal });
      if (!response.ok) {
        throw new Error(`${response.status}`);
      }
      this.#captions.merge(await response.json());
      this.#list.note();
    } catch {
      if (this.isConnected) {
        const again = h('button', { type: 'button', onclick: () => this.#loadHistory(room) }, 'Try again');
        this.#list.note('What was said before could not be loaded. ', again);
      }
    }
  }

  #onConnection(state) {
    if (this.#connection.phase === 'live' && state.phase !== 'live') {
      this.#captions.disconnected();
    }
    if (this.#connection.phase !== state.phase) {
      clearTimeout(this.#catchUp);
      const told = state.phase === 'live' || state.phase === 'waiting';
      this.#catchUp = told ? setTimeout(() => this.#captions.caughtUp(), CATCH_UP_MS) : 0;
    }
    this.#connection = state;
    this.#asked = null;
    this.#showStatus();
    if (state.phase === 'live') {
      this.#watch.look();
    }
  }

  #showStatus() {
    const status = statusOf(this.#connection, this.#captions.session, this.#asked);
    this.dataset.phase = this.#connection.phase;
    if (this.#overlay !== null) {
      this.#overlay.notice = status.tone === 'bad' ? `${status.text}: ${status.more}` : '';
      return;
    }
    this.#toolbar.show(status);
    this.#list.emptyText = {
      good: 'Nobody has said anything yet.',
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
    const typing = event.composedPath()[0].matches?.('input:not([type=checkbox]), textarea, select, [contenteditable]');
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !this.#settings.get('shortcuts')) {
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
