import { menu } from './controls.js';
import { h } from './dom.js';
import { t } from './i18n/messages.js';
import { shownName } from './speaker.js';
import { secondsText } from './text.js';

/** How long each person of the current session has spoken: from the service, plus the finals since. */
export class TalkTime {
  #captions;
  #load;
  #list = h('ul', { class: 'talk' });
  #note = h('p', { class: 'hint', role: 'status' });
  /** By colour and name: {seconds, colour, name}. Null until they are known. */
  #times = null;
  #requests = 0;

  /** @param {() => Promise<object[]>} load returns the sessions of the room, as the service describes them */
  constructor(captions, load) {
    this.#captions = captions;
    this.#load = load;
    this.element = menu(t('talk.name'), this.#list, this.#note);
    this.element.addEventListener('toggle', () => this.element.open && this.#refresh());
    captions.onChange(({ type, item, finalized, history }) => {
      if (!history && item.kind === 'line' && item.state === 'final' && (type === 'added' || finalized)) {
        this.#add(item);
      }
    });
  }

  async #refresh() {
    const request = ++this.#requests;
    this.#times = null;
    const speakers = await this.#speakers();
    if (request !== this.#requests) {
      return;
    }
    this.#times = new Map();
    if (speakers === null) {
      this.#finals().forEach((line) => this.#count(line.speaker, line.peerId, line.end - line.start));
    } else {
      speakers.forEach((speaker) => this.#count(speaker.name, speaker.peer_id, speaker.talk_seconds));
    }
    this.#note.textContent = speakers === null ? t('talk.part') : '';
    this.#draw();
  }

  /** Returns the speakers of the current session; null if the service does not tell. */
  async #speakers() {
    try {
      const sessions = await this.#load();
      const id = this.#captions.session?.id ?? this.#captions.items.findLast((item) => item.sessionId != null)?.sessionId;
      const session = id === undefined ? sessions.at(-1) : sessions.find(({ session_id: other }) => other === id);
      return session?.speakers?.every(({ talk_seconds: seconds }) => Number.isFinite(seconds)) ? session.speakers : null;
    } catch {
      return null;
    }
  }

  #finals() {
    const id = this.#captions.session?.id;
    return this.#captions.items.filter(
      (item) => item.kind === 'line' && item.state === 'final' && (id === undefined || item.sessionId === id),
    );
  }

  #add(line) {
    if (this.element.open && this.#times !== null) {
      this.#count(line.speaker, line.peerId, line.end - line.start);
      this.#draw();
    }
  }

  /** A person who joined again is another peer of the same name. */
  #count(name, peerId, seconds) {
    this.#captions.colours.spoke(peerId, name, NaN);
    const colour = this.#captions.colours.of(peerId);
    const key = `${colour} ${shownName(name, peerId)}`;
    const before = this.#times.get(key) ?? { seconds: 0, colour, name: shownName(name, peerId) };
    this.#times.set(key, { ...before, seconds: before.seconds + (seconds || 0) });
  }

  #draw() {
    const all = [...this.#times.values()].sort((a, b) => b.seconds - a.seconds);
    const total = all.reduce((sum, { seconds }) => sum + seconds, 0);
    this.#list.replaceChildren(
      ...all.map(({ seconds, name, colour }) => {
        const bar = h('span', { class: 'bar' });
        bar.style.setProperty('--part', total === 0 ? 0 : seconds / total);
        return h(
          'li',
          { 'data-voice': colour },
          h('bdi', { class: 'name' }, name),
          h('span', {}, secondsText(seconds)),
          bar,
        );
      }),
    );
    if (all.length === 0) {
      this.#note.textContent = t('talk.none');
    }
  }
}
