/** The addresses of the service for one room. */
export class Service {
  #base;
  #room;
  #engineText;

  /** The id of the session whose files are saved; null for the latest. */
  session;

  /**
   * @param {string | null} server the URL of the service; null for the one that this script is from
   * @param {boolean} engineText whether files have the engine's words instead of the text for people
   */
  constructor(server, room, session, engineText) {
    this.#base = new URL(server ?? new URL('..', import.meta.url), document.baseURI);
    this.#base.pathname = this.#base.pathname.replace(/\/?$/, '/');
    this.#room = encodeURIComponent(room);
    this.session = session;
    this.#engineText = engineText;
  }

  url(path) {
    return new URL(path, this.#base);
  }

  /** The beginning of the URLs of the room, which identifies it in the browser. */
  get room() {
    return this.#ofRoom('');
  }

  get events() {
    return this.#ofRoom('transcript/events');
  }

  get pages() {
    return this.#ofRoom('transcript.json');
  }

  /** Returns the URL of the transcript in a format. */
  file(format) {
    const url = this.#ofRoom(`transcript.${format}`);
    if (this.#engineText) {
      url.searchParams.set('text', 'engine');
    }
    if (this.session !== null) {
      url.searchParams.set('session', this.session);
    }
    return url;
  }

  #ofRoom(path) {
    return this.url(`rooms/${this.#room}/${path}`);
  }
}
