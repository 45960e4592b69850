import { h } from '../captions/dom.js';
import { t } from '../captions/i18n/messages.js';
import { RoomRow } from './room-row.js';
import { roomPath } from './request.js';

/** Up to this number of rooms, a list needs no filter. */
const FEW = 6;

/** The rooms that are being transcribed; those with a trouble come first. */
export class LiveRooms {
  #rows = new Map();
  #list = h('ul', { id: 'rooms', 'aria-labelledby': 'live-title' });
  #empty = h('div', { id: 'empty', hidden: true });
  #none = h('p', { class: 'empty', role: 'status' });
  #filter = h('input', { type: 'search', autocomplete: 'off', spellcheck: 'false', oninput: () => this.#applyFilter() });
  #filterLabel = h('label', { class: 'filter', hidden: true }, t('rooms.filter'), ' ', this.#filter);
  #count = h('span', { class: 'count' });
  #may;
  #actions;

  /**
   * @param {(scope: string) => boolean} may whether the user has a scope
   * @param {{pause: Function, resume: Function, stop: Function, demo: Function}} actions receive a room id
   */
  constructor(may, actions) {
    this.#may = may;
    this.#actions = actions;
    this.element = h(
      'section',
      { 'aria-labelledby': 'live-title' },
      h('div', { class: 'head' }, h('h2', { id: 'live-title' }, t('rooms.live'), ' ', this.#count), this.#filterLabel),
      this.#list,
      this.#none,
      this.#empty,
    );
  }

  /** The ids of the running sessions, by room. */
  sessions = new Map();

  /** @param {string | undefined} demoRoom the id of the demo room, if there is one */
  show(sessions, demoRoom) {
    this.sessions = new Map(sessions.map((session) => [session.room_id, session.session_id]));
    for (const session of sessions) {
      if (!this.#rows.has(session.room_id)) {
        const row = new RoomRow(session.room_id, this.#may, this.#actions);
        this.#rows.set(session.room_id, row);
        this.#list.append(row.element);
      }
      this.#rows.get(session.room_id).show(session);
    }
    this.#removeEnded();
    this.#order();
    this.#count.textContent = sessions.length === 0 ? '' : String(sessions.length);
    this.#filterLabel.hidden = this.#rows.size <= FEW && this.#filter.value === '';
    this.#applyFilter();
    this.#showEmpty(demoRoom);
  }

  get isEmpty() {
    return this.#rows.size === 0;
  }

  /** What is known is old. */
  set stale(stale) {
    this.#list.classList.toggle('stale', stale);
  }

  clear() {
    this.#rows.clear();
    this.#list.replaceChildren();
    this.#empty.hidden = true;
    this.sessions = new Map();
  }

  /** Without permission to list rooms, the rooms that the credential names are known all the same. */
  showNamed(rooms) {
    this.#count.textContent = '';
    this.#list.append(
      ...rooms.map((room) => {
        const link = h('a', { href: roomPath(room, 'captions') }, h('bdi', {}, room));
        return h('li', { class: 'room' }, h('h3', {}, link));
      }),
    );
    this.#empty.replaceChildren(h('p', {}, t('rooms.denied')));
    this.#empty.hidden = rooms.length > 0;
  }

  /** A row that the user points at says that its session has ended, until the user leaves it. */
  #removeEnded() {
    for (const [room, row] of this.#rows) {
      if (!this.sessions.has(room)) {
        row.showEnded();
        if (!row.isHeld) {
          this.#rows.delete(room);
          row.element.remove();
        }
      }
    }
  }

  /** Puts the rows into their order around those that the user points at or has the focus in: these keep their place. */
  #order() {
    const { compare } = new Intl.Collator(undefined, { numeric: true });
    const before = [...this.#list.children];
    const rows = [...this.#rows.values()];
    const held = rows.filter((row) => row.isHeld).sort((a, b) => before.indexOf(a.element) - before.indexOf(b.element));
    const after = rows
      .filter((row) => !held.includes(row))
      .sort((a, b) => b.rank - a.rank || compare(a.room, b.room));
    held.forEach((row) => after.splice(before.indexOf(row.element), 0, row));
    if (after.every((row, index) => row.element === before[index])) {
      return;
    }
    let next = 0;
    for (const row of after) {
      if (row === held[next]) {
        next++;
      } else {
        // An element that is moved loses the focus, so the others move around the held ones.
        this.#list.insertBefore(row.element, held[next]?.element ?? null);
      }
    }
  }

  #applyFilter() {
    const text = this.#filter.value.trim();
    const rows = [...this.#rows.values()];
    for (const row of rows) {
      row.element.hidden = !row.room.toLowerCase().includes(text.toLowerCase());
    }
    const none = rows.length > 0 && rows.every((row) => row.element.hidden);
    this.#none.textContent = none ? t('rooms.filter.none', { text }) : '';
  }

  #showEmpty(demoRoom) {
    const { isEmpty } = this;
    if (this.#empty.hidden === isEmpty) {
      const starts = this.#may('rooms:write');
      this.#empty.replaceChildren(
        h('p', {}, t('rooms.empty')),
        ...(starts ? [h('p', {}, t('rooms.empty.how'))] : []),
        ...(starts && demoRoom !== undefined ? [this.#demoButton(demoRoom)] : []),
        ...(starts ? [h('p', { class: 'dim' }, t('rooms.empty.curl')), h('pre', { tabindex: '0' }, curl())] : []),
      );
      this.#empty.hidden = !isEmpty;
    }
  }

  #demoButton(room) {
    const onclick = () => this.#actions.demo(room);
    return h('button', { class: 'primary demo', type: 'button', onclick }, t('rooms.demo'));
  }
}

function curl() {
  return `curl -X POST ${new URL('../rooms/ROOM_ID/transcribe', import.meta.url)}`;
}
