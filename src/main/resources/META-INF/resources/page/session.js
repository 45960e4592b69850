import { t } from '../captions/i18n/messages.js';
import { failureText, ServiceError, successful } from '../captions/problem.js';
import { readSignInState } from '../captions/sign-in-state.js';

const url = new URL('../sign-in', import.meta.url);

/** Returns what the user of this page may do, as the service says. */
export function state() {
  return readSignInState(url);
}

/** Exchanges an API key or a token for a cookie; returns the state. Throws an error with a sentence for the user. */
export async function signIn(credential) {
  let after;
  try {
    await successful(await fetch(url, { method: 'POST', headers: { Authorization: `Bearer ${credential}` } }));
    after = await state();
  } catch (failure) {
    throw new Error(failure instanceof ServiceError && failure.status === 401 ? t('signin.refused') : failureText(failure));
  }
  if (after.required && after.principal === null) {
    throw new Error(t('signin.no_cookie'));
  }
  tellTabs();
  return after;
}

export async function signOut() {
  await fetch(url, { method: 'DELETE' });
  tellTabs();
}

/** The stream that the tabs share (captions/shared-feed-worker.js) must have the new cookie, or end. */
function tellTabs() {
  const tabs = new BroadcastChannel('roomscribe-sign-in');
  tabs.postMessage(null);
  tabs.close();
}
