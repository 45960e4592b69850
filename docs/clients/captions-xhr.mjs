// Follows the captions of a room with XMLHttpRequest, for React Native, whose fetch() returns a body only when it is complete.

const RETRY_MS = 1_000;
// The service sends a comment at least every 15 s, so a longer silence is a lost connection.
const SILENCE_MS = 45_000;
// XMLHttpRequest keeps the whole text of a response, so a new request replaces one that has received this many characters.
const MAX_LENGTH = 1_000_000;

/**
 * Calls back with the events from now on, each stored one once, also after lost connections.
 *
 * @param {{service: string, room: string, getToken?: () => Promise<string | null>, onEvent: (event: object) => void,
 *   onRefused: (reason: string) => void, maxLength?: number}} options `getToken` returns a reader token, and is called for each
 *   request; `onRefused` receives why the service refuses the request, which is not repeated
 * @returns {() => void} a function that ends it
 */
export function followCaptions({ service, room, getToken = async () => null, onEvent, onRefused, maxLength = MAX_LENGTH }) {
  const url = `${service.replace(/\/$/, '')}/rooms/${encodeURIComponent(room)}/transcript/events`;
  let lastId = null;
  let request = null;
  let timer = 0;
  let stopped = false;

  const after = (ms, action) => {
    clearTimeout(timer);
    timer = setTimeout(action, ms);
  };

  const open = async () => {
    const token = await getToken().catch(() => null);
    if (stopped) {
      return;
    }
    let position = 0;
    let wait = RETRY_MS;
    request = new XMLHttpRequest();
    request.open('GET', url);
    request.setRequestHeader('Accept', 'text/event-stream');
    if (token !== null) {
      request.setRequestHeader('Authorization', `Bearer ${token}`);
    }
    if (lastId !== null) {
      request.setRequestHeader('Last-Event-ID', lastId);
    }

    const read = () => {
      const text = request.responseText;
      const end = text.lastIndexOf('\n\n') + 2;
      const blocks = end > position ? text.slice(position, end).split('\n\n') : [];
      position = Math.max(position, end);
      for (const block of blocks) {
        const data = block.split('\n').filter((line) => line.startsWith('data:'));
        if (data.length > 0 && !stopped) {
          const event = JSON.parse(data.map((line) => line.slice('data:'.length)).join('\n'));
          lastId = event.id ?? event.last_id ?? lastId;
          wait = event.retry_ms ?? wait;
          onEvent(event);
        }
      }
    };

    request.onprogress = () => {
      after(SILENCE_MS, () => request.abort());
      if (request.status === 200) {
        read();
        if (position > maxLength) {
          wait = 0;
          request.abort();
        }
      }
    };
    request.onloadend = () => {
      const { status } = request;
      if (stopped) {
        return;
      }
      if (status >= 400 && status < 500 && status !== 429) {
        onRefused(problemIn(request.responseText) ?? `status ${status}`);
        return;
      }
      const seconds = status >= 400 ? Number(request.getResponseHeader('Retry-After') ?? 0) : 0;
      after(Math.max(wait, 1_000 * seconds), open);
    };
    request.send();
    after(SILENCE_MS, () => request.abort());
  };

  open();
  return () => {
    stopped = true;
    clearTimeout(timer);
    request?.abort();
  };
}

function problemIn(text) {
  try {
    return JSON.parse(text).detail;
  } catch {
    return undefined;
  }
}
