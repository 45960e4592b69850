// Follows the captions of a room, in Node.js 20 or later and in browsers.
//
//   ROOMSCRIBE_TOKEN=… node captions.mjs http://localhost:8080 demo meeting.vtt
//
// starts the session, prints each final once, also after lost connections, and stores the file when the session has ended.

const RETRY_MS = 1_000;
// The service sends a comment at least every 15 s, so a longer silence is a lost connection.
const SILENCE_MS = 45_000;

/** The request was refused, and would be refused again. */
export class RefusedError extends Error {}

export class Room {
  #url;
  #headers;

  /** The token may be an API key; null if the service requires none. */
  constructor(service, roomId, token = null) {
    this.#url = `${service.replace(/\/$/, '')}/rooms/${encodeURIComponent(roomId)}`;
    this.#headers = token === null ? {} : { Authorization: `Bearer ${token}` };
  }

  /** Starts the session, or returns the running one. Needs the scope rooms:write. */
  async start() {
    return (await this.#request('/transcribe', { method: 'POST' })).json();
  }

  /** Yields the events from now on, each stored one once. Stops only if the service refuses the request. */
  async *events() {
    let lastId = null;
    for (;;) {
      let wait = RETRY_MS;
      try {
        for await (const event of this.#stream(lastId)) {
          lastId = event.id ?? event.last_id ?? lastId;
          wait = event.retry_ms ?? wait;
          yield event;
        }
      } catch (error) {
        if (error instanceof RefusedError) {
          throw error;
        }
        wait = error.retryMs ?? wait;
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  /** Returns the transcript of a session as a file: vtt, srt, txt, json or jsonl. */
  async transcript(sessionId, suffix) {
    return (await this.#request(`/transcript.${suffix}?session=${sessionId}`)).text();
  }

  async *#stream(lastId) {
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), SILENCE_MS);
    try {
      const headers = { Accept: 'text/event-stream', ...(lastId !== null && { 'Last-Event-ID': lastId }) };
      const response = await this.#request('/transcript/events', { headers, signal: silence.signal });
      const text = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (let read = await text.read(); !read.done; read = await text.read()) {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), SILENCE_MS);
        const blocks = (rest + read.value).split('\n\n');
        rest = blocks.pop();
        for (const block of blocks) {
          const data = block.split('\n').filter((line) => line.startsWith('data:'));
          if (data.length > 0) {
            yield JSON.parse(data.map((line) => line.slice('data:'.length)).join('\n'));
          }
        }
      }
    } finally {
      clearTimeout(timer);
      silence.abort();
    }
  }

  async #request(path, { headers = {}, ...options } = {}) {
    const response = await fetch(this.#url + path, { ...options, headers: { ...this.#headers, ...headers } });
    if (response.ok) {
      return response;
    }
    const { detail = `status ${response.status}` } = await response.json().catch(() => ({}));
    if (response.status === 429 || response.status >= 500) {
      const retryMs = Number(response.headers.get('Retry-After') ?? 1) * 1_000;
      throw Object.assign(new Error(detail), { retryMs });
    }
    throw new RefusedError(detail);
  }
}

/** Calls back with a line for each final and each gap until the session has ended; returns the id of the session. */
export async function follow(room, onLine) {
  const { session_id: sessionId } = await room.start();
  for await (const event of room.events()) {
    for (const final of event.finals ?? [event]) {
      if (final.type === 'transcript.final' && final.text) {
        onLine(`${final.speaker ?? final.peer_id}: ${final.text}`);
      }
    }
    if (event.type === 'stream.gap') {
      onLine(`[missing: ${event.reason}]`);
    }
    const ended = event.type === 'session.ended' ? event.session_id : event.session?.ended_at && event.session.session_id;
    if (ended === sessionId) {
      return sessionId;
    }
  }
}

if (globalThis.process?.argv[1]?.endsWith('captions.mjs')) {
  const { writeFile } = await import('node:fs/promises');
  const [service, roomId, file] = process.argv.slice(2);
  const room = new Room(service, roomId, process.env.ROOMSCRIBE_TOKEN ?? null);
  const sessionId = await follow(room, console.log);
  await writeFile(file, await room.transcript(sessionId, file.split('.').pop()));
}
