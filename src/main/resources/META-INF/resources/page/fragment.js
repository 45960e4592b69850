const NAME = 'token=';

/**
 * Returns the token in the address of the page, as in `#token=…`, and removes it there, so that it is neither bookmarked nor
 * shared nor in the history; null if there is none. The rest of the fragment stays.
 */
export function takeToken() {
  const parts = location.hash.slice(1).split('&');
  const found = parts.filter((part) => part.startsWith(NAME));
  if (found.length === 0) {
    return null;
  }
  const rest = parts.filter((part) => !part.startsWith(NAME)).join('&');
  history.replaceState(history.state, '', location.pathname + location.search + (rest === '' ? '' : `#${rest}`));
  return decoded(found[0].slice(NAME.length));
}

/** Returns the moment in the address of the page, as in `#t=2026-09-10T10:00:02.000Z`, in milliseconds; null if there is none. */
export function momentOf() {
  const part = location.hash.slice(1).split('&').find((each) => each.startsWith('t=')) ?? '';
  const at = Date.parse(decoded(part.slice(2)));
  return Number.isFinite(at) ? at : null;
}

/** A fragment may be malformed; then it is taken as it is. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
