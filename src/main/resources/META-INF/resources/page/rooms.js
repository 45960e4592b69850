import { h } from '../captions/dom.js';
import { shownName } from '../captions/speaker.js';
import { secondsText } from '../captions/words.js';

const INTERVAL_MS = 2_000;

const STATES = {
  connecting: 'Connecting',
  listening: 'Live',
  reconnecting: 'Interrupted, going back to the room',
  ending: 'Ending',
  ended: 'Ended',
};

const when = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

const form = document.querySelector('#start');
const list = document.querySelector('#rooms');
const empty = document.querySelector('#empty');
const problem = document.querySelector('#problem');
const outage = document.querySelector('#outage');
const dialog = document.querySelector('#stop');

/** Every room that this page has seen, by its id; those that are over stay, for their transcripts. */
const cards = new Map();

/** One room's card, which is changed and not made anew: focus and a reader's place stay where they are. */
class RoomCard {
  #state = h('span', { class: 'state' });
  #facts = { since: h('dd'), people: h('dd'), lag: h('dd'), lost: h('dd') };
  #stop;

  constructor(roomId) {
    const here = `rooms/${encodeURIComponent(roomId)}`;
    this.#stop = h('button', { class: 'stop', type: 'button', onclick: () => askToStop(roomId) }, 'Stop');
    this.element = h(
      'li',
      { class: 'room' },
      h('header', {}, h('h2', {}, h('a', { href: `${here}/captions` }, h('bdi', {}, roomId))), this.#state),
      h(
        'dl',
        { class: 'facts' },
        fact('Since', this.#facts.since),
        fact('People', this.#facts.people),
        fact('Behind', this.#facts.lag),
        fact('Lost', this.#facts.lost),
      ),
      h(
        'div',
        { class: 'links' },
        h('a', { href: `${here}/captions` }, 'Captions'),
        h('a', { href: `${here}/captions?mode=overlay` }, 'Overlay'),
        ...['vtt', 'srt', 'txt', 'json', 'jsonl'].map((format) =>
          h('a', { href: `${here}/transcript.${format}`, download: `${roomId}.${format}` }, `.${format}`),
        ),
        this.#stop,
      ),
    );
  }

  show(session) {
    this.#showState(session.state);
    const { since, people, lag, lost } = this.#facts;
    since.textContent = session.started_at ? when.format(new Date(session.started_at)) : 'not yet';
    people.replaceChildren(...names(session.peers));
    lag.textContent = secondsText(session.lag_ms / 1000);
    lost.textContent = lostText(session.counts);
    lost.classList.toggle('lost', session.counts.gaps > 0);
  }

  over() {
    this.#showState('ended');
    this.#facts.people.textContent = '–';
    this.#facts.lag.textContent = '–';
  }

  #showState(state) {
    this.#state.dataset.state = state;
    this.#state.textContent = STATES[state] ?? state;
    this.#stop.hidden = state === 'ended' || state === 'ending';
  }
}

function fact(name, value) {
  return h('div', {}, h('dt', {}, name), value);
}

function names(peers) {
  return peers.length === 0
    ? ['nobody']
    : peers.flatMap((peer, index) => [index > 0 ? ', ' : '', h('bdi', {}, shownName(peer.name, peer.peer_id))]);
}

function lostText({ gaps, lost_seconds: seconds }) {
  if (gaps === 0) {
    return 'nothing';
  }
  return `${secondsText(seconds)} in ${gaps === 1 ? 'one gap' : `${gaps} gaps`}`;
}

async function look() {
  let rooms;
  try {
    const response = await fetch('rooms', { cache: 'no-store', signal: AbortSignal.timeout(10_000) });
    if (!response.ok) {
      throw new Error(await explanation(response));
    }
    ({ rooms } = await response.json());
  } catch (failure) {
    outage.textContent = `The service does not answer; this is how things stood before. (${failure.message})`;
    outage.hidden = false;
    list.classList.add('old');
    return;
  }
  outage.hidden = true;
  list.classList.remove('old');
  show(rooms);
}

function show(sessions) {
  for (const session of sessions) {
    if (!cards.has(session.room_id)) {
      const card = new RoomCard(session.room_id);
      cards.set(session.room_id, card);
      list.append(card.element);
    }
    cards.get(session.room_id).show(session);
  }
  const running = new Set(sessions.map((session) => session.room_id));
  cards.forEach((card, roomId) => running.has(roomId) || card.over());
  empty.hidden = cards.size > 0;
}

async function watch() {
  if (!document.hidden) {
    await look();
  }
  setTimeout(watch, INTERVAL_MS);
}

/** Starts or stops; what the service says against it is shown as it says it. */
async function ask(method, roomId) {
  problem.hidden = true;
  try {
    const response = await fetch(`rooms/${encodeURIComponent(roomId)}/transcribe`, { method });
    if (!response.ok) {
      throw new Error(await explanation(response));
    }
    return true;
  } catch (failure) {
    problem.textContent = failure.message;
    problem.hidden = false;
    return false;
  } finally {
    await look();
  }
}

async function explanation(response) {
  const { detail } = await response.json().catch(() => ({}));
  return detail ?? `The service answered ${response.status}.`;
}

function askToStop(roomId) {
  dialog.querySelector('bdi').textContent = roomId;
  dialog.returnValue = '';
  dialog.onclose = () => dialog.returnValue === 'stop' && ask('DELETE', roomId);
  dialog.showModal();
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = form.querySelector('button');
  button.disabled = true;
  if (await ask('POST', form.elements.room.value.trim())) {
    form.reset();
  }
  button.disabled = false;
});
document.addEventListener('visibilitychange', () => document.hidden || look());
watch();
