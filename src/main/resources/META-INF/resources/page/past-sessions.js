import { h } from '../captions/dom.js';
import { t } from '../captions/i18n/messages.js';
import { failureText } from '../captions/problem.js';
import { filesMenu } from './files.js';
import { lengthText, moment, peopleNodes, talkTimes } from './format.js';
import { load, sessionPath } from './request.js';
import { pastTroubleOf } from './trouble.js';

const FIRST_PAGE = 'sessions?running=false&limit=20';

/** The sessions that have ended, newest first. */
export class PastSessions {
  #rows = new Map();
  #list = h('ul', { id: 'sessions', 'aria-labelledby': 'past-title' });
  #note = h('p', { class: 'empty', role: 'status' });
  #more = h('button', { class: 'more', type: 'button', hidden: true, onclick: () => this.#onMore() });
  #next = FIRST_PAGE;
  /** The page that could not be loaded; null if all could. */
  #failed = null;
  #may;

  /** @param {(scope: string) => boolean} may whether the user has a scope */
  constructor(may) {
    this.#may = may;
    this.element = h(
      'section',
      { 'aria-labelledby': 'past-title', hidden: true },
      h('h2', { id: 'past-title' }, t('rooms.past')),
      this.#list,
      this.#note,
      this.#more,
    );
  }

  clear() {
    this.#rows.clear();
    this.#list.replaceChildren();
    this.#next = FIRST_PAGE;
    this.element.hidden = true;
  }

  /** Loads the newest sessions. Those that are shown already stay where they are. */
  async refresh(running) {
    this.element.hidden = false;
    for (const id of running) {
      // It was interrupted and has been continued.
      this.#rows.get(id)?.remove();
      this.#rows.delete(id);
    }
    const isFirst = this.#next === FIRST_PAGE;
    const page = await this.#load(FIRST_PAGE);
    if (page !== null) {
      const known = page.sessions.filter((session) => this.#rows.has(session.session_id));
      known
        .filter((session) => !isUsed(this.#rows.get(session.session_id)))
        .forEach((session) => this.#rows.get(session.session_id).replaceWith(this.#row(session)));
      const added = page.sessions.filter((session) => !known.includes(session));
      this.#list.prepend(...added.map((session) => this.#row(session)));
      this.#continue(isFirst ? page.next : this.#next);
    }
  }

  #onMore() {
    return this.#failed === FIRST_PAGE && this.#rows.size > 0 ? this.refresh([]) : this.#loadMore();
  }

  async #loadMore() {
    this.#more.disabled = true;
    const page = await this.#load(this.#next);
    this.#more.disabled = false;
    if (page !== null) {
      const added = page.sessions
        .filter((session) => !this.#rows.has(session.session_id))
        .map((session) => this.#row(session));
      this.#list.append(...added);
      this.#continue(page.next);
      if (this.#more.hidden) {
        added[0]?.querySelector('a')?.focus();
      } else {
        this.#more.focus();
      }
    }
  }

  /** Returns a page of sessions; null if there was a failure, which is shown. */
  async #load(path) {
    try {
      return await load(path);
    } catch (failure) {
      this.#failed = path;
      this.#note.textContent = t('rooms.past.failed', { reason: failureText(failure) });
      this.#more.textContent = t('history.retry');
      this.#more.hidden = false;
      return null;
    }
  }

  #continue(next) {
    this.#next = next;
    this.#failed = null;
    this.#more.textContent = t('rooms.more');
    this.#more.hidden = next === undefined;
    this.#note.textContent = this.#rows.size === 0 ? t('rooms.past.empty') : '';
  }

  #row(session) {
    const { room_id: room, session_id: id, more_speakers: others = 0 } = session;
    const reads = this.#may('captions:read');
    const name = h('bdi', {}, room);
    const times = talkTimes(session);
    const files = reads ? filesMenu(room, id) : null;
    const row = h(
      'li',
      { class: 'room past' },
      h(
        'div',
        { class: 'title' },
        h('h3', {}, reads ? h('a', { href: sessionPath(room, id) }, name) : name),
        h('p', { class: 'dim' }, moment(session.started_at), ` · ${lengthText(session.duration)}`),
      ),
      h(
        'p',
        { class: 'people' },
        ...peopleNodes(
          times.map(([speaker]) => speaker),
          times.length + others,
        ),
      ),
      h('p', { class: 'trouble' }, pastTroubleOf(session)),
      h('div', { class: 'actions' }, ...(files === null ? [] : [files.button])),
      ...(files === null ? [] : [files.links]),
    );
    this.#rows.set(id, row);
    return row;
  }
}

/** Whether the user is at a row or has opened its menu. */
function isUsed(row) {
  return row.contains(document.activeElement) || row.querySelector('details[open], [aria-expanded="true"]') !== null;
}
