import { h } from '../captions/dom.js';
import { optional, t } from '../captions/i18n/messages.js';
import { shownName } from '../captions/speaker.js';
import { filesMenu, roomButton } from './files.js';
import { lengthText, momentText, peopleNodes, setNodes, setText } from './format.js';
import { roomPath } from './request.js';
import { troubleOf } from './trouble.js';

/** The states in which a session can be stopped and paused. */
const RUNNING = ['connecting', 'listening', 'reconnecting', 'resuming', 'interrupted'];

/** A room that is being transcribed. The row is updated in place, so that focus and selection are kept. */
export class RoomRow {
  #state = h('span', { class: 'state' });
  #trouble = h('p', { class: 'trouble' });
  #since = h('p', { class: 'dim' });
  #people = h('p', { class: 'people' });
  #actions = {};
  #paused = false;

  /**
   * @param {(scope: string) => boolean} may whether the user has a scope
   * @param {{pause: Function, resume: Function, stop: Function}} actions receive the room id
   */
  constructor(room, may, actions) {
    this.room = room;
    const buttons = [];
    if (may('rooms:write')) {
      this.#actions.pause = roomButton('pause', t('rooms.pause'), room, () =>
        this.#paused ? actions.resume(room) : actions.pause(room),
      );
      this.#actions.stop = roomButton('stop', t('rooms.stop'), room, () => actions.stop(room));
      buttons.push(this.#actions.pause, this.#actions.stop);
    }
    const reads = may('captions:read');
    const page = roomPath(room, 'captions');
    const files = reads ? filesMenu(room, undefined, h('a', { href: `${page}?mode=overlay` }, t('rooms.overlay'))) : null;
    const name = h('bdi', {}, room);
    this.link = h('h3', {}, reads ? h('a', { href: page }, name) : name);
    this.element = h(
      'li',
      { class: 'room' },
      h('div', { class: 'title' }, this.link, this.#since),
      h('div', { class: 'status' }, this.#state, this.#trouble),
      this.#people,
      h('div', { class: 'actions' }, ...(files === null ? [] : [files.button]), ...buttons),
      ...(files === null ? [] : [files.links]),
    );
  }

  /** Whether the user points at the row or has the focus in it; then it must not move. */
  get isHeld() {
    return this.element.matches(':hover') || this.element.contains(document.activeElement);
  }

  show(session) {
    const { rank, text } = troubleOf(session);
    this.rank = rank;
    this.isOver = false;
    this.#paused = session.paused;
    this.#showState(session.state, session.paused);
    setText(this.#trouble, text);
    const started = session.started_at;
    const length = () => lengthText(Math.max(0, (Date.now() - Date.parse(started)) / 1000));
    setText(this.#since, started ? t('rooms.since', { time: momentText(started), length: length() }) : '');
    const names = session.peers.map(({ name, peer_id: peerId }) => shownName(name, peerId));
    setNodes(this.#people, names.length === 0 ? [t('rooms.people.none')] : peopleNodes(names));
  }

  showEnded() {
    if (!this.isOver) {
      this.isOver = true;
      this.rank = 0;
      this.#showState('ended', false);
      setText(this.#trouble, '');
      setText(this.#people, '');
    }
  }

  #showState(state, paused) {
    const shown = paused && state === 'listening' ? 'paused' : state;
    this.#state.dataset.state = shown;
    setText(this.#state, optional('rooms.state', shown) ?? t('rooms.state.listening'));
    const { pause, stop } = this.#actions;
    if (stop !== undefined) {
      const hadFocus = [pause, stop].includes(document.activeElement);
      stop.hidden = !RUNNING.includes(state);
      pause.hidden = stop.hidden;
      const text = paused ? t('rooms.resume') : t('rooms.pause');
      setText(pause, text);
      pause.setAttribute('aria-label', `${text}: ${this.room}`);
      if (hadFocus && stop.hidden) {
        // The focus would be lost with the button.
        this.link.querySelector('a')?.focus();
      }
    }
  }
}
