import '../captions.js';
import { h } from '../captions/dom.js';
import { t } from '../captions/i18n/messages.js';
import { momentOf, takeToken } from './fragment.js';
import { usePageLanguage } from './language.js';
import { SessionHeader } from './session-header.js';
import { signOut, state } from './session.js';
import { SignInForm } from './sign-in-form.js';

/** Query parameters that become attributes of the element, as in /rooms/{id}/captions?mode=overlay&size=l */
const PARAMETERS = ['session', 'mode', 'size', 'contrast', 'theme', 'text', 'delay', 'clear-after', 'silence-limit'];

const room = decodeURIComponent(location.pathname.match(/\/rooms\/([^/]+)\/captions\/?$/)[1]);
const query = new URLSearchParams(location.search);
usePageLanguage();
const isOverlay = query.get('mode') === 'overlay';
const session = query.get('session');

const captions = document.createElement('roomscribe-captions');
captions.setAttribute('room', room);
captions.setAttribute('keys', 'page');
for (const name of PARAMETERS.filter((parameter) => query.has(parameter))) {
  captions.setAttribute(name, query.get(name));
}

/** The page of a past session says which; that of the live captions has its room in the element. */
const header = session === null || isOverlay ? null : new SessionHeader(room, session);
const form = new SignInForm(() => {
  captions.token = null;
  headers = {};
  captions.reconnect();
  showAccess();
});
const signOutButton = h('button', { slot: 'tools', type: 'button', hidden: true, onclick: leave }, t('signin.out'));
const roomsLink = h('a', { slot: 'tools', href: '../../', hidden: true }, t('session.rooms'));
let headers = {};

/** The address may contain a token and a moment when the page is opened, and when the user follows another link to it. */
function readFragment() {
  const token = takeToken();
  if (token !== null) {
    captions.token = token;
    headers = { Authorization: `Bearer ${token}` };
    header?.load(headers);
  }
  const moment = momentOf();
  if (moment !== null) {
    captions.showMoment(moment);
  }
}

/** An overlay is a picture over a video: it has no form, and its status says what is missing. */
function onAccess({ detail: { granted, reason } }) {
  if (granted) {
    form.hide();
    showAccess();
  } else if (!isOverlay) {
    form.show(`${reason[0].toUpperCase()}${reason.slice(1)}.`);
    showAccess();
  }
}

/** Only a cookie can be given up; a token is gone with the page. */
async function showAccess() {
  try {
    const { principal, scopes } = await state();
    signOutButton.hidden = principal === null;
    signOutButton.title = principal === null ? '' : t('signin.as', { name: principal });
    roomsLink.hidden = header !== null || !scopes.includes('rooms:read');
    if (headers.Authorization !== undefined || scopes.includes('captions:read')) {
      header?.load(headers);
    }
  } catch {
    // The status says that there is no connection.
  }
}

async function leave() {
  await signOut();
  location.reload();
}

captions.addEventListener('roomscribe-access', onAccess);
window.addEventListener('hashchange', readFragment);
readFragment();
document.title = t('page.title', { room });
document.documentElement.classList.toggle('overlay', isOverlay);
captions.append(...(isOverlay ? [] : [roomsLink, signOutButton]));
document.querySelector('main').append(form.element, ...(header === null ? [] : [header.element]), captions);
if (header !== null) {
  showAccess();
}
