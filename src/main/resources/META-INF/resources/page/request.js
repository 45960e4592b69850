import { successful } from '../captions/problem.js';

const TIMEOUT_MS = 10_000;

/** Sends a request to the service; `path` is relative to its root. Throws an error that `failureText` explains. */
export async function send(path, { headers = {}, method = 'GET' } = {}) {
  const url = new URL(`../${path}`, import.meta.url);
  return successful(await fetch(url, { method, headers, cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MS) }));
}

/** Returns the JSON of a resource of the service. */
export async function load(path, options) {
  return (await send(path, options)).json();
}

/** Returns the path of a room's resource. */
export function roomPath(room, resource) {
  return `rooms/${encodeURIComponent(room)}/${resource}`;
}

/** Returns the path of the page that shows a past session. */
export function sessionPath(room, session) {
  return roomPath(room, `captions?${new URLSearchParams({ session })}`);
}
