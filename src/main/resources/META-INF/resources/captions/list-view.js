import { saveFile } from './download.js';
import { t } from './i18n/messages.js';
import { CaptionList } from './list.js';
import { Printing } from './printing.js';
import { failureText } from './problem.js';
import { SessionControls } from './session-controls.js';
import { TalkTime } from './talk-time.js';
import { Toolbar } from './toolbar.js';

/** Everything that the element shows in the mode `list`. */
export class ListView {
  #controls;

  /**
   * @param {Captions} captions
   * @param {Settings} settings
   * @param {Service} service
   * @param {Credentials} credentials
   * @param {object} options
   * @param {string} options.room
   * @param {boolean} options.isPast whether a past session is shown, which the page has a heading for
   * @param {(format: string) => URL} options.fileUrl
   * @param {{isComplete: () => boolean, load: () => Promise<boolean>}} options.history
   * @param {AbortSignal} options.removal
   * @param {{fullscreen: Function, reconnect: Function}} options.actions
   */
  constructor(captions, settings, service, credentials, { room, isPast, fileUrl, history, removal, actions }) {
    const path = `rooms/${encodeURIComponent(room)}`;
    const page = service.url(`${path}/captions`);
    // The captions page itself; every other page embeds the element.
    const isPage = page.origin === location.origin && page.pathname === location.pathname.replace(/\/$/, '');
    const address = (at) => {
      const fragment = `#t=${new Date(at).toISOString()}`;
      return isPage ? { href: fragment } : { href: page + fragment, target: '_blank', rel: 'noopener' };
    };
    this.list = new CaptionList(captions, address, (count, current) => this.toolbar.showMatches(count, current));
    const fetch = (...request) => credentials.fetch(...request);
    this.#controls = new SessionControls(room, { url: (name) => service.url(name), fetch }, actions.reconnect);
    const printing = new Printing(captions, history, this.list, () => fileUrl('html'), { isPage, removal });
    const talkTime = new TalkTime(captions, async () => {
      const response = await fetch(service.url(`${path}/transcript/sessions`), { cache: 'no-store', signal: removal });
      return response.ok ? (await response.json()).sessions : [];
    });
    this.toolbar = new Toolbar(
      { room, level: isPage && !isPast ? 1 : 2 },
      settings,
      fileUrl,
      {
        search: (text) => this.#search(text, history),
        nextMatch: (step) => this.list.nextMatch(step),
        fullscreen: actions.fullscreen,
        save: (event, url, name) => this.#save(event, url, name, credentials, removal),
        print: () => printing.print(),
      },
      talkTime.element,
      this.#controls.element,
    );
    this.elements = [this.toolbar.element, printing.element, this.list.element];
  }

  /** A search covers the whole session. */
  async #search(text, history) {
    this.list.search(text);
    if (text.trim() !== '' && !history.isComplete()) {
      await history.load();
      if (this.toolbar.input.value === text) {
        this.list.search(text);
      }
    }
  }

  /** A link sends no token, and on a page of another origin, an error in response to it would replace the page. */
  async #save(event, url, name, credentials, signal) {
    const opensTab = event.currentTarget.target === '_blank';
    if (!credentials.inHeader && (opensTab || url.origin === location.origin)) {
      return;
    }
    event.preventDefault();
    try {
      await saveFile(await credentials.fetch(url, { signal }), name);
      this.list.note();
    } catch (failure) {
      this.list.note(t('save.failed', { name, reason: failureText(failure) }));
    }
  }

  /** Finds out what the user may do, unless that is known. */
  readScopes() {
    this.#controls.readScopes();
  }

  /** The credential of the requests is another one. */
  forgetScopes() {
    this.#controls.forgetScopes();
  }

  showSession(session) {
    this.#controls.show(session);
  }
}
