import { Announcer } from './announcer.js';
import { Credentials } from './credentials.js';
import { HistoryView } from './history-view.js';
import { t, useLanguages } from './i18n/messages.js';
import { ListView } from './list-view.js';
import { Captions } from './model.js';
import { CaptionOverlay } from './overlay.js';
import { roomFeed } from './room-feed.js';
import { Service } from './service.js';
import { Settings } from './settings.js';
import { runShortcut } from './shortcuts.js';
import { SpeakerColours } from './speaker.js';
import { statusOf } from './status.js';
import { sheet } from './style.js';
import { momentText } from './text.js';

/** Time after which a resumed stream has sent the partial of every open utterance again. */
const CATCH_UP_MS = 5_000;

/**
 * A room's live captions.
 *
 * Attributes, read when the element is connected to a page:
 *
 * - `room`: the room's id.
 * - `server`: the URL of the service; default the origin of this script.
 * - `session`: the id of an earlier session, which is shown from its beginning and has no live captions.
 * - `at`: a moment, such as `2026-09-10T10:04:00Z`; the list begins there, in the session of that moment.
 * - `mode`: `list` (everything, with search and settings) or `overlay` (the last three lines).
 * - `size` (`xs`, `s`, `m`, `l`, `xl`), `contrast` (`normal`, `high`), `theme` (`auto`, `light`, `dark`): override the user's settings.
 * - `text="engine"`: shows the engine's words as they are, and saves files with them, instead of the text for people.
 * - `lang`: the language of the texts (`en`, `de`, `es`, `pl`), for all elements of the page; default that of the browser.
 * - `delay`: seconds by which an overlay delays captions, to match a video that is shown later; default 0.
 * - `clear-after`: seconds without a new caption after which an overlay removes a line; default 5.
 * - `silence-limit`: seconds without any data after which the connection counts as lost; default 45. Must be longer than
 *   the service's `roomscribe.transcript.heartbeat-interval`.
 * - `keys="page"`: single-key shortcuts work wherever the focus is on the page, not only within the element.
 *
 * The attribute `token` can be set at any time, as can the property of the same name, which leaves no trace in the document.
 * The property `tokenProvider`, an async function, returns a new token whenever one is needed. Without both, requests have a cookie.
 *
 * The event `roomscribe-access` tells that the service permits reading the captions, or no longer does: {granted, reason}.
 */
export class RoomscribeCaptions extends HTMLElement {
  #captions = null;
  #service = null;
  #feed = null;
  #history = null;
  #view = null;
  #overlay = null;
  #settings = null;
  #connection = { phase: 'connecting' };
  /** Whether the stream has told the state of the session since it was opened. */
  #hasStatus = false;
  #hasSnapshot = false;
  #hasBegun = false;
  /** The moment to show, in milliseconds. */
  #moment = null;
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
    this.#view?.forgetScopes();
    this.#feed?.credentialsChanged();
    if (this.#feed === null && this.#history?.failed) {
      this.#begin(this.getAttribute('room'));
    }
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
    const untilRemoved = { signal: this.#removal.signal };
    window.addEventListener('online', () => this.#feed?.retryNow(), untilRemoved);
    document.addEventListener('visibilitychange', () => document.hidden || this.#feed?.retryNow(), untilRemoved);
    const keys = this.getAttribute('keys') === 'page' ? document : this;
    keys.addEventListener('keydown', (event) => this.#onKey(event), untilRemoved);
    this.#begin(room);
  }

  disconnectedCallback() {
    this.#removal.abort();
    this.#feed?.stop();
    this.#feed = null;
    this.#history = null;
    this.#hasSnapshot = this.#hasBegun = false;
    this.#credentials.stop();
    clearTimeout(this.#catchUp);
  }

  /** @param {number} at a moment to show, in milliseconds */
  showMoment(at) {
    this.#moment = at;
    this.#hasBegun && this.#history?.show(at);
  }

  /** Shows or hides the captions. Hidden captions are still collected. */
  toggle() {
    this.toggleAttribute('concealed');
  }

  toggleFullscreen() {
    const change = document.fullscreenElement ? document.exitFullscreen() : this.requestFullscreen?.();
    change?.catch(() => {});
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
    this.#service = new Service(this.getAttribute('server'), room, this.getAttribute('session'), engineText);
    this.#captions = new Captions(engineText, new SpeakerColours(this.#service.room.href));
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
      this.#view = new ListView(this.#captions, this.#settings, this.#service, this.#credentials, {
        room,
        isPast: this.hasAttribute('session'),
        fileUrl: (format) => this.#service.file(format),
        history: { isComplete: () => this.#history.isComplete, load: () => this.#history.loadAll() },
        removal: this.#removal.signal,
        actions: {
          fullscreen: () => this.toggleFullscreen(),
          reconnect: () => this.#feed?.retryNow(),
        },
      });
      const source = { url: this.#service.pages, load: (url) => this.#loadPage(url) };
      this.#history = new HistoryView(this.#captions, this.#view.list, source, this.#removal.signal);
      root.replaceChildren(...this.#view.elements, announcer.element);
    }
    this.#settings.onChange(() => this.#showSettings());
    this.#showStatus();
  }

  #milliseconds(attribute, defaultSeconds) {
    const seconds = Number(this.getAttribute(attribute));
    return 1000 * (seconds > 0 ? seconds : defaultSeconds);
  }

  /** Delays a callback in an overlay. Timers of the same length run in the order in which they were set. */
  #delayed(callback) {
    const delayMs = this.#overlay === null ? 0 : this.#milliseconds('delay', 0);
    const { signal } = this.#removal;
    return delayMs === 0 ? callback : (...values) => setTimeout(() => signal.aborted || callback(...values), delayMs);
  }

  /** Shows an earlier session or the live captions; with a moment, the stored captions from there on. */
  async #begin(room) {
    const id = this.getAttribute('session');
    const at = this.#moment ?? Date.parse(this.getAttribute('at'));
    const hasMoment = this.#history !== null && Number.isFinite(at);
    this.#hasBegun = id === null && !hasMoment;
    if (this.#hasBegun) {
      return this.#follow(room);
    }
    const { signal } = this.#removal;
    const session = id === null ? {} : { session: id };
    id !== null && this.#connect({ phase: 'past' });
    const page = await (hasMoment ? this.#history.startAt(session, at) : this.#history?.startAtBeginning(session));
    if (signal.aborted) {
      return;
    }
    if (id === null && page === null && this.#granted === false) {
      // The user has to sign in; then reconnect() begins again.
      return this.#connect({ phase: 'denied', detail: this.#reasonOfDenial() });
    }
    this.#hasBegun = true;
    if (page !== null && this.#moment !== null && this.#moment !== at) {
      this.#history.show(this.#moment);
    }
    if (id === null && page?.ended === undefined) {
      await this.#history.loadNewer();
      this.#hasSnapshot = page !== null;
      return this.#follow(room);
    }
    this.#service.session ??= page?.session?.session_id ?? null;
    this.#view?.toolbar.showFiles();
    const startedAt = page?.session?.started_at;
    return this.#connect({ phase: 'past', detail: startedAt && momentText(Date.parse(startedAt)) });
  }

  /** Shows the live captions. */
  #follow(room) {
    this.#feed = roomFeed(room, this.#service, {
      silenceMs: this.#milliseconds('silence-limit', 45),
      onEvent: this.#delayed((event, id, history) => this.#onEvent(event, history)),
      onState: this.#delayed((state) => this.#onConnectionState(state)),
      credentials: this.#credentials,
    });
    this.#feed.run();
  }

  #onEvent(event, history) {
    const session = this.#captions.session;
    this.#captions.apply(event, history);
    if (this.#captions.session !== session) {
      this.#hasStatus = true;
      this.#showStatus();
    }
    if (event.type === 'session.snapshot' && !this.#hasSnapshot) {
      this.#hasSnapshot = true;
      this.#history?.startAtEnd(this.#captions.session?.id);
    }
  }

  async #loadPage(url) {
    const response = await this.#credentials.fetch(url, { cache: 'no-store', signal: this.#removal.signal });
    if (this.#feed === null && (response.ok || response.status === 401)) {
      this.#setGranted(response.ok, this.#reasonOfDenial());
    }
    if (!response.ok) {
      throw new Error(`${response.status}`);
    }
    return response.json();
  }

  #reasonOfDenial() {
    return t(`denied.${this.#credentials.hasToken ? 'rejected' : 'no_token'}`);
  }

  #onConnectionState(state) {
    if (this.#connection.phase === 'live' && state.phase !== 'live') {
      this.#captions.disconnected();
    }
    if (this.#connection.phase !== state.phase) {
      clearTimeout(this.#catchUp);
      const upToDate = state.phase === 'live' || state.phase === 'waiting';
      this.#catchUp = upToDate ? setTimeout(() => this.#caughtUp(), CATCH_UP_MS) : 0;
    }
    if (['live', 'waiting'].includes(state.phase)) {
      this.#view?.readScopes();
    }
    this.#setGranted({ live: true, denied: false }[state.phase] ?? this.#granted, state.detail);
    this.#hasStatus = false;
    this.#connect(state);
    state.phase === 'live' && this.#history?.retry();
  }

  #connect(state) {
    this.#connection = state;
    this.#showStatus();
  }

  #setGranted(granted, reason) {
    if (granted !== this.#granted) {
      this.#granted = granted;
      this.dispatchEvent(new CustomEvent('roomscribe-access', { detail: { granted, reason } }));
    }
  }

  #caughtUp() {
    this.#captions.caughtUp();
    this.#hasStatus = true;
    this.#showStatus();
  }

  #showStatus() {
    this.dataset.phase = this.#connection.phase;
    const { phase } = this.#connection;
    const isOver = this.#captions.session?.state === 'ended';
    // The previous status stays while another token continues the stream, and until the stream tells the state of the session.
    if (phase === 'renewing' || (phase === 'live' && !this.#hasStatus && !isOver)) {
      return;
    }
    const status = statusOf(this.#connection, this.#captions.session);
    if (this.#overlay !== null) {
      this.#overlay.notice = status.tone === 'bad' ? `${status.text}: ${status.more}` : '';
      return;
    }
    this.#view.toolbar.show(status);
    this.#view.showSession(phase === 'waiting' ? null : this.#captions.session);
    this.#view.list.emptyText = {
      good: t('empty.live'),
      busy: '',
      bad: phase === 'denied' ? t('empty.denied') : t('empty.interrupted'),
      over: phase === 'past' ? '' : t('empty.over'),
    }[status.tone];
  }

  #showSettings() {
    for (const name of ['size', 'font', 'width', 'contrast', 'theme', 'partials', 'unsure']) {
      this.dataset[name] = this.#settings.get(name);
    }
    this.#view?.toolbar.showSettings();
  }

  #onKey(event) {
    if (this.#settings.get('shortcuts')) {
      runShortcut(event, {
        c: () => this.toggle(),
        '+': () => this.#settings.resize(1),
        '=': () => this.#settings.resize(1),
        '-': () => this.#settings.resize(-1),
        f: () => this.toggleFullscreen(),
        '/': () => this.#view?.toolbar.input.focus(),
      });
    }
  }
}
