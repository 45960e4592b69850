import { h } from '../captions/dom.js';
import { optional, t } from '../captions/i18n/messages.js';
import { failureText } from '../captions/problem.js';
import { dateText, lengthText, talkTimes } from './format.js';
import { load, roomPath } from './request.js';
import { pastTroubleOf } from './trouble.js';

/** The header of the page of a past session: its room and date, who has talked, and where else to go. */
export class SessionHeader {
  #date = h('time');
  #facts = h('p', { class: 'dim' });
  #trouble = h('p', { class: 'trouble' });
  #speakers = h('ul', { class: 'speakers', 'aria-label': t('session.speakers'), hidden: true });
  #room;
  #session;
  #isLoaded = false;

  constructor(room, session) {
    this.#room = room;
    this.#session = session;
    this.element = h(
      'header',
      { class: 'session' },
      h(
        'nav',
        {},
        h('a', { href: '../../' }, t('session.rooms')),
        h('a', { href: 'captions' }, t('session.live')),
      ),
      h('h1', {}, h('bdi', {}, room), ' ', this.#date),
      this.#facts,
      this.#trouble,
      this.#speakers,
    );
  }

  /** Shows the facts of the session, unless they are shown already. */
  async load(headers) {
    if (this.#isLoaded) {
      return;
    }
    try {
      const { sessions } = await load(roomPath(this.#room, 'transcript/sessions'), { headers });
      this.#isLoaded = true;
      this.#show(sessions);
    } catch (failure) {
      this.#trouble.textContent = failureText(failure);
    }
  }

  #show(sessions) {
    const session = sessions.find((candidate) => candidate.session_id === this.#session);
    if (session === undefined) {
      this.#trouble.textContent = t('problem.session-not-found');
      return;
    }
    const { started_at: at, ended_at: endedAt, duration, reason } = session;
    // A session without an end that is not the last one was interrupted.
    const isInterrupted = endedAt === undefined && session !== sessions.at(-1);
    if (at !== undefined) {
      const date = dateText(at);
      this.#date.dateTime = at;
      this.#date.textContent = date;
      document.title = t('session.title', { room: this.#room, date });
    }
    const facts = [duration === undefined ? '' : lengthText(duration), endedAt === undefined ? '' : (optional('end', reason) ?? '')];
    this.#facts.textContent = facts.filter((fact) => fact !== '').join(' · ');
    this.#trouble.textContent = pastTroubleOf({ ...session, reason: undefined, state: isInterrupted ? 'interrupted' : '' });
    const times = talkTimes(session);
    this.#speakers.replaceChildren(
      ...times.map(([name, seconds]) => h('li', {}, h('bdi', {}, name), ' ', h('span', { class: 'dim' }, lengthText(seconds)))),
    );
    this.#speakers.hidden = times.length === 0;
  }
}
