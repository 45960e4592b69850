/** Returns whether a room matches one of the patterns of `rooms`: ids, and beginnings of ids followed by `*`. */
export function matchesRoom(patterns, room) {
  return patterns.some((pattern) => (pattern.endsWith('*') ? room.startsWith(pattern.slice(0, -1)) : room === pattern));
}

/**
 * Returns whether the caller has a credential, and only for other rooms; false if that cannot be found out.
 *
 * @param {URL} url of the resource `sign-in`
 */
export async function isOtherRoom(url, room, credentials) {
  try {
    const response = await credentials.fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(10_000) });
    const { principal, rooms } = await response.json();
    return principal !== null && !matchesRoom(rooms, room);
  } catch {
    return false;
  }
}
