import { h } from './dom.js';
import { successful } from './problem.js';

/**
 * Lets the browser save the body of a response as a file. Throws an error with a text for the user.
 *
 * @param {string} fallback the name of the file if the response has none
 */
export async function saveFile(response, fallback) {
  const url = URL.createObjectURL(await (await successful(response)).blob());
  h('a', { href: url, download: nameIn(response) ?? fallback }).click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Returns the name in `Content-Disposition`, which a response of another origin shows because the service exposes it. */
function nameIn(response) {
  const [, encoded] = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('Content-Disposition') ?? '') ?? [];
  return encoded === undefined ? undefined : decodeURIComponent(encoded);
}
