import { successful } from './problem.js';

/**
 * Returns what the service says that the caller may do: {required, principal, scopes, rooms, expires_at}.
 *
 * @param {URL} url of the resource `sign-in`
 */
export async function readSignInState(url, request = fetch) {
  const response = await request(url, { cache: 'no-store', signal: AbortSignal.timeout(10_000) });
  return (await successful(response)).json();
}
