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

/** Returns whether a room matches one of the patterns of `rooms`: ids, and beginnings of ids followed by `*`. */
export function matchesRoom(patterns, room) {
  return patterns.some((pattern) => (pattern.endsWith('*') ? room.startsWith(pattern.slice(0, -1)) : room === pattern));
}

/** Returns whether the caller has a credential, and only for other rooms; false if that cannot be found out. */
export async function isOtherRoom(url, room, credentials) {
  try {
    const { principal, rooms } = await readSignInState(url, (...request) => credentials.fetch(...request));
    return principal !== null && !matchesRoom(rooms, room);
  } catch {
    return false;
  }
}
