import { CaptionList } from './list.js';
import { Printing } from './printing.js';
import { SessionControls } from './session-controls.js';
import { TalkTime } from './talk-time.js';
import { Toolbar } from './toolbar.js';

/** Everything that the element shows in the mode `list`. */
export class ListView {
  #controls;

  /**
   * @param {Captions} captions
   * @param {Settings} settings
   * @param {{url: (path: string) => URL, fetch: typeof fetch}} service
   * @param {object} options
   * @param {string} options.room
   * @param {boolean} options.isPast whether a past session is shown, which the page has a heading for
   * @param {(format: string) => URL} options.fileUrl
   * @param {{isComplete: () => boolean, load: () => Promise<boolean>}} options.history
   * @param {AbortSignal} options.removal
   * @param {{fullscreen: Function, save: Function, reconnect: Function}} options.actions
   */
  constructor(captions, settings, service, { room, isPast, fileUrl, history, removal, actions }) {
    const path = `rooms/${encodeURIComponent(room)}`;
    const page = service.url(`${path}/captions`);
    // The captions page itself; every other page embeds the element.
    const isPage = page.origin === location.origin && page.pathname === location.pathname.replace(/\/$/, '');
    const address = (at) => {
      const fragment = `#t=${new Date(at).toISOString()}`;
      return isPage ? { href: fragment } : { href: page + fragment, target: '_blank', rel: 'noopener' };
    };
    this.list = new CaptionList(captions, address, (count, current) => this.toolbar.showMatches(count, current));
    this.#controls = new SessionControls(room, service, actions.reconnect);
    const printing = new Printing(captions, history, this.list, fileUrl('html'), { isPage, removal });
    const talkTime = new TalkTime(captions, async () => {
      const response = await service.fetch(service.url(`${path}/transcript/sessions`), { cache: 'no-store', signal: removal });
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
        save: actions.save,
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
