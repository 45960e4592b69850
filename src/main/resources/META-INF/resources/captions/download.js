import { h } from './dom.js';

/** Lets the browser save the body of a response as a file. Throws an error with a text for the user. */
export async function saveFile(response, name) {
  if (!response.ok) {
    const { detail } = await response.json().catch(() => ({}));
    throw new Error(detail ?? `the service responded with status ${response.status}`);
  }
  const url = URL.createObjectURL(await response.blob());
  h('a', { href: url, download: name }).click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
