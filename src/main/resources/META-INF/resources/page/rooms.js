import { h } from '../captions/dom.js';
import { shownName } from '../captions/speaker.js';
import { secondsText } from '../captions/text.js';
import { signOut, state } from './session.js';
import { SignInForm } from './sign-in-form.js';

const POLL_INTERVAL_MS = 2_000;

const STATES = {
  connecting: 'Connecting',
  listening: 'Live',
  reconnecting: 'Interrupted, reconnecting to the room',
  resuming: 'Interrupted, continues by itself',
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
const signedIn = document.querySelector('#signed-in');
const signInForm = new SignInForm((state) => {
  enter(state);
  refresh();
});

/** What the user may do, as the service says; null while that is unknown. */
let access = null;

/** The cards of every room that this page has seen, by room id. Ended rooms stay, for their transcripts. */
const cards = new Map();

/** One room's card. It is updated in place, so that focus and scroll position are kept. */
class RoomCard {
  #state = h('span', { class: 'state' });
  #facts = { since: h('dd'), people: h('dd'), lag: h('dd'), lost: h('dd') };
  #stop;

  constructor(roomId) {
    const base = `rooms/${encodeURIComponent(roomId)}`;
    this.#stop = h('button', { class: 'stop', type: 'button', onclick: () => confirmStop(roomId) }, 'Stop');
    this.element = h(
      'li',
      { class: 'room' },
      h('header', {}, h('h2', {}, title(roomId, base)), this.#state),
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
        ...(may('captions:read') ? links(roomId, base) : []),
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

  showEnded() {
    this.#showState('ended');
    this.#facts.people.textContent = '–';
    this.#facts.lag.textContent = '–';
  }

  #showState(state) {
    this.#state.dataset.state = state;
    this.#state.textContent = STATES[state] ?? state;
    this.#stop.hidden = state === 'ended' || state === 'ending' || !may('rooms:write');
  }
}

function may(scope) {
  return access !== null && access.scopes.includes(scope);
}

function title(roomId, base) {
  const name = h('bdi', {}, roomId);
  return may('captions:read') ? h('a', { href: `${base}/captions` }, name) : name;
}

function links(roomId, base) {
  return [
    h('a', { href: `${base}/captions` }, 'Captions'),
    h('a', { href: `${base}/captions?mode=overlay` }, 'Overlay'),
    ...['vtt', 'srt', 'txt', 'json', 'jsonl'].map((format) =>
      h('a', { href: `${base}/transcript.${format}`, download: '' }, `.${format}`),
    ),
    h('a', { href: `${base}/transcript.html` }, 'Print'),
  ];
}

function fact(name, value) {
  return h('div', {}, h('dt', {}, name), value);
}

function names(peers) {
  return peers.length === 0
    ? ['none']
    : peers.flatMap((peer, index) => [index > 0 ? ', ' : '', h('bdi', {}, shownName(peer.name, peer.peer_id))]);
}

function lostText({ gaps, lost_seconds: seconds }) {
  if (gaps === 0) {
    return 'nothing';
  }
  return `${secondsText(seconds)} in ${gaps === 1 ? 'one gap' : `${gaps} gaps`}`;
}

/** Shows what the user may see and do. */
function enter(state) {
  access = state;
  cards.clear();
  list.replaceChildren();
  problem.hidden = true;
  signedIn.hidden = state.principal === null;
  signedIn.querySelector('bdi').textContent = state.principal ?? '';
  form.hidden = !may('rooms:write');
  empty.hidden = true;
  if (may('rooms:read')) {
    signInForm.hide();
    empty.textContent = 'No room is being transcribed.';
  } else if (state.principal === null) {
    signInForm.show('This service needs an API key or a token.');
  } else {
    signInForm.hide();
    showRoomsOfCredential();
  }
}

/** Without permission to list rooms, the rooms that the credential names are known all the same. */
function showRoomsOfCredential() {
  const rooms = access.rooms.filter((pattern) => !pattern.endsWith('*'));
  const readable = may('captions:read') ? rooms : [];
  list.append(
    ...readable.map((roomId) => {
      const base = `rooms/${encodeURIComponent(roomId)}`;
      const header = h('header', {}, h('h2', {}, title(roomId, base)));
      return h('li', { class: 'room' }, header, h('div', { class: 'links' }, ...links(roomId, base)));
    }),
  );
  empty.textContent = 'Your credential does not permit listing rooms.';
  empty.hidden = readable.length > 0;
}

async function refresh() {
  if (access === null) {
    await readAccess();
  }
  if (!may('rooms:read')) {
    return;
  }
  let rooms;
  try {
    const response = await fetch('rooms?running=true', { cache: 'no-store', signal: AbortSignal.timeout(10_000) });
    if (response.status === 401) {
      // The cookie has expired, or the service requires credentials since it was restarted.
      await readAccess();
      return;
    }
    if (!response.ok) {
      throw new Error(await problemDetail(response));
    }
    ({ rooms } = await response.json());
  } catch (failure) {
    showOutage(failure);
    return;
  }
  outage.hidden = true;
  list.classList.remove('stale');
  show(rooms);
}

async function readAccess() {
  try {
    enter(await state());
    outage.hidden = true;
  } catch (failure) {
    showOutage(failure);
  }
}

function showOutage(failure) {
  outage.textContent = `The service does not respond; the last known state is shown. (${failure.message})`;
  outage.hidden = false;
  list.classList.add('stale');
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
  cards.forEach((card, roomId) => running.has(roomId) || card.showEnded());
  empty.hidden = cards.size > 0;
}

async function poll() {
  if (!document.hidden) {
    await refresh();
  }
  setTimeout(poll, POLL_INTERVAL_MS);
}

/** Starts or stops a session; shows the detail of the problem if the service refuses. */
async function request(method, roomId) {
  problem.hidden = true;
  try {
    const response = await fetch(`rooms/${encodeURIComponent(roomId)}/transcribe`, { method });
    if (!response.ok) {
      throw new Error(await problemDetail(response));
    }
    return true;
  } catch (failure) {
    problem.textContent = failure.message;
    problem.hidden = false;
    return false;
  } finally {
    await refresh();
  }
}

async function problemDetail(response) {
  const { detail } = await response.json().catch(() => ({}));
  return detail ?? `The service responded with status ${response.status}.`;
}

function confirmStop(roomId) {
  dialog.querySelector('bdi').textContent = roomId;
  dialog.returnValue = '';
  dialog.onclose = () => dialog.returnValue === 'stop' && request('DELETE', roomId);
  dialog.showModal();
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = form.querySelector('button');
  button.disabled = true;
  if (await request('POST', form.elements.room.value.trim())) {
    form.reset();
  }
  button.disabled = false;
});
document.querySelector('#sign-out').addEventListener('click', async () => {
  await signOut();
  await readAccess();
});
document.querySelector('#about').after(signInForm.element);
document.addEventListener('visibilitychange', () => document.hidden || refresh());
poll();
