/** Parses a text/event-stream that arrives in pieces of any size. */
export class EventStreamParser {
  #rest = '';
  #data = [];
  #id = null;

  /** The reconnection time that the server requested, in milliseconds; null if it requested none. */
  retry = null;

  /** Returns the messages that a piece of text completes: {id, data}; id is null if the message has none. */
  push(text) {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop();
    return lines.map((line) => this.#line(line)).filter(Boolean);
  }

  #line(line) {
    if (line === '') {
      return this.#dispatch();
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') {
      this.#data.push(value);
    } else if (field === 'id' && !value.includes('\0')) {
      this.#id = value;
    } else if (field === 'retry' && /^\d+$/.test(value)) {
      this.retry = Number(value);
    }
    return null;
  }

  #dispatch() {
    const message = this.#data.length > 0 ? { id: this.#id, data: this.#data.join('\n') } : null;
    this.#data = [];
    this.#id = null;
    return message;
  }
}
