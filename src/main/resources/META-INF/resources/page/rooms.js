import { h } from '../captions/dom.js';
import { t } from '../captions/i18n/messages.js';
import { failureText, ServiceError } from '../captions/problem.js';
import { usePageLanguage } from './language.js';
import { LiveRooms } from './live-rooms.js';
import { PastSessions } from './past-sessions.js';
import { load, roomPath, send } from './request.js';
import { signOut, state } from './session.js';
import { SignInForm } from './sign-in-form.js';
import { StartForm } from './start-form.js';
import { StopDialog } from './stop-dialog.js';
import { TranscriptSearch } from './transcript-search.js';

const POLL_INTERVAL_MS = 3_000;

usePageLanguage();

/** What the user may do, as the service says; null while that is unknown. */
let access = null;
const may = (scope) => access !== null && access.scopes.includes(scope);

const problem = h('p', { id: 'problem', class: 'problem', role: 'alert', hidden: true });
const outage = h('p', { id: 'outage', class: 'problem', role: 'status', hidden: true });
const user = h('span');
const signedIn = h('p', { id: 'signed-in', hidden: true }, user, ' ', h('button', { type: 'button', onclick: leave }, t('signin.out')));
const signInForm = new SignInForm((entered) => {
  enter(entered);
  refresh();
});
const startForm = new StartForm((room) => change('start', 'POST', room, 'transcribe'));
const stopDialog = new StopDialog();
const past = new PastSessions(may);
const live = new LiveRooms(may, {
  pause: (room) => change('pause', 'POST', room, 'transcribe/pause'),
  resume: (room) => change('resume', 'DELETE', room, 'transcribe/pause'),
  stop: (room) => stopDialog.ask(room, () => change('stop', 'DELETE', room, 'transcribe')),
  demo: openDemo,
});
const lists = h('div', { class: 'lists' }, live.element, past.element);
const search = new TranscriptSearch((isSearching) => {
  lists.hidden = isSearching;
});

/** Shows what the user may see and do. */
function enter(entered) {
  access = entered;
  const { principal } = entered;
  live.clear();
  past.clear();
  search.clear();
  problem.hidden = true;
  outage.hidden = true;
  signedIn.hidden = principal === null;
  user.textContent = principal === null ? '' : t('signin.as', { name: principal });
  startForm.element.hidden = !may('rooms:write');
  search.form.hidden = !may('captions:read');
  const isStranger = principal === null && !may('rooms:read');
  lists.hidden = isStranger;
  if (isStranger) {
    signInForm.show(t('signin.needed'));
    return;
  }
  signInForm.hide();
  if (!may('rooms:read')) {
    const rooms = entered.rooms.filter((pattern) => !pattern.endsWith('*'));
    live.showNamed(may('captions:read') ? rooms : []);
  }
  if (may('captions:read')) {
    search.restore();
  }
}

async function readAccess() {
  try {
    enter(await state());
    return true;
  } catch (failure) {
    showOutage(failure);
    return false;
  }
}

/** Shows the present state of all rooms. */
async function refresh() {
  const isFirst = access === null;
  if ((isFirst && !(await readAccess())) || !may('rooms:read')) {
    return;
  }
  const user = access;
  let rooms;
  let demoRoom;
  try {
    ({ rooms, demo_room: demoRoom } = await load('rooms?running=true'));
  } catch (failure) {
    if (failure instanceof ServiceError && failure.status === 401) {
      // The cookie has expired, or the service requires credentials since it was restarted.
      await readAccess();
    } else {
      showOutage(failure);
    }
    return;
  }
  if (user !== access) {
    return;
  }
  outage.hidden = true;
  live.stale = false;
  const before = [...live.sessions.values()];
  const isNew = past.element.hidden;
  live.show(rooms, demoRoom);
  const running = new Set(live.sessions.values());
  if (isNew || before.some((session) => !running.has(session))) {
    await past.refresh(running);
  }
}

function showOutage(failure) {
  const reason = failureText(failure);
  outage.textContent = live.isEmpty ? reason : t('rooms.outage', { reason });
  outage.hidden = false;
  live.stale = true;
}

/** Starts, stops, pauses or resumes a session; says why if the service refuses. */
async function change(what, method, room, resource) {
  problem.hidden = true;
  try {
    await send(roomPath(room, resource), { method });
    return true;
  } catch (failure) {
    problem.textContent = t(`rooms.${what}.failed`, { room: `\u2068${room}\u2069`, reason: failureText(failure) });
    problem.hidden = false;
    return false;
  } finally {
    await refresh();
  }
}

async function openDemo(room) {
  if (await change('start', 'POST', room, 'transcribe')) {
    location.assign(roomPath(room, 'captions'));
  }
}

async function leave() {
  try {
    await signOut();
  } catch {
    // The state that is read next says whether the user is signed in.
  }
  await readAccess();
}

async function poll() {
  if (!document.hidden) {
    await refresh();
  }
  setTimeout(poll, POLL_INTERVAL_MS);
}

document.querySelector('main').append(
  h('header', { class: 'top' }, h('h1', {}, 'Roomscribe'), signedIn),
  h('p', { class: 'about dim' }, t('rooms.about')),
  signInForm.element,
  h('div', { class: 'forms' }, search.form, startForm.element),
  problem,
  outage,
  search.element,
  lists,
  stopDialog.element,
);
document.addEventListener('visibilitychange', () => document.hidden || refresh());
poll();
