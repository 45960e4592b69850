import { t } from './i18n/messages.js';

/**
 * Returns what the service says that the caller may do: {required, principal, scopes, rooms, expires_at}.
 *
 * @param {URL} url of the resource `sign-in`
 */
export async function readSignInState(url) {
  const response = await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(10_000) });
  if (!response.ok) {
    const { detail } = await response.json().catch(() => ({}));
    throw new Error(detail ?? t('service.status', { status: response.status }));
  }
  return response.json();
}
