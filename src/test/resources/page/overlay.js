// Tests captions/overlay.js on a page of the service: words arrive one by one, in elements of many sizes. Throws the first failure.
async () => {
  // The requests of a worker cannot be replaced.
  delete window.SharedWorker;
  await import('/captions.js');
  const encoder = new TextEncoder();
  const service = window.fetch;
  let stream;
  window.fetch = (url, options) => {
    if (!String(url).includes('/rooms/scripted/')) {
      return service(url, options);
    }
    if (!String(url).includes('/transcript/events')) {
      return Promise.resolve(Response.json({}));
    }
    const body = new ReadableStream({ start: (controller) => (stream = controller) });
    return Promise.resolve(new Response(body, { headers: { 'Content-Type': 'text/event-stream' } }));
  };
  const channel = new MessageChannel();
  const turn = () => new Promise((done) => {
    channel.port1.onmessage = done;
    channel.port2.postMessage(null);
  });
  const until = async (condition, what) => {
    for (let i = 0; !condition(); i++) {
      if (i > 50_000) {
        throw new Error(`${what} did not happen`);
      }
      await turn();
    }
  };
  const resized = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const send = (event) => stream.enqueue(encoder.encode(`data: ${JSON.stringify({ session_id: 's', ...event })}\n\n`));

  const english = 'good morning everyone let us start with the numbers of last month because they are much better than we had'
    + ` thought and I would like to show you ${'incomprehensibilities'.repeat(6)} before we go on to the plan`;
  const voices = {
    Ana: english.split(' '),
    Bob: english.split(' ').reverse(),
    דוד: Array.from({ length: 36 }, (_, i) => ['שלום', 'לכולם', 'היום', 'נתחיל'][i % 4]),
    小明: Array.from({ length: 36 }, (_, i) => '我们今天讨论上个月的数字'[i % 12]),
  };

  /** One element, whose speakers say one word after the other in turn. */
  class Trial {
    #revision = 0;
    #edges = null;

    constructor(width, height, size) {
      this.what = `${width}×${height} ${size}`;
      this.captions = document.createElement('roomscribe-captions');
      for (const [name, value] of Object.entries({ room: 'scripted', mode: 'overlay', size, 'clear-after': 600 })) {
        this.captions.setAttribute(name, value);
      }
      this.captions.style.setProperty('inline-size', `${width}px`);
      this.captions.style.setProperty('block-size', `${height}px`);
    }

    async open() {
      stream = undefined;
      document.body.append(this.captions);
      await until(() => stream !== undefined, 'the request for events');
      send({ type: 'session.snapshot', session: { session_id: 's', state: 'listening' }, finals: [], partials: [] });
      await resized();
    }

    async say(speaker, utterance, words, isFinal = false) {
      const text = words.join(speaker === '小明' ? '' : ' ');
      const revision = ++this.#revision;
      send({
        type: isFinal ? 'transcript.final' : 'transcript.partial', peer_id: speaker, speaker, utterance_id: utterance,
        revision, transcript: text, text, start: 1, end: 2, started_at: '2026-09-10T10:00:02Z',
      });
      const find = () => [...this.captions.shadowRoot.querySelectorAll('.turn .text')].findLast(
        (node) => node.textContent === text && node.classList.contains('partial') !== isFinal
          && node.closest('.turn').querySelector('.name').textContent === speaker,
      );
      await until(find, `${this.what}: "${text}" of ${speaker}`);
      return find();
    }

    /** The last word is visible, and so is the name of its speaker; the box has not moved. */
    check(text) {
      const root = this.captions.shadowRoot;
      const box = root.querySelector('.box').getBoundingClientRect();
      const edges = `${box.left} ${box.width}`;
      this.#edges ??= edges;
      if (edges !== this.#edges) {
        throw new Error(`${this.what}: the box moved from ${this.#edges} to ${edges}`);
      }
      const word = document.createRange();
      word.setStart(text.firstChild, Math.max(text.textContent.lastIndexOf(' ') + 1, text.textContent.length - 6));
      word.setEnd(text.firstChild, text.textContent.length);
      const name = text.closest('.turn').querySelector('.name');
      const frames = [text.closest('.window'), root.querySelector('.box'), this.captions];
      this.#inside([...word.getClientRects()].at(-1), frames, text.textContent.slice(-20), text);
      this.#inside(name.getBoundingClientRect(), frames.slice(1), name.textContent, name);
    }

    #inside(rect, frames, what, node) {
      // Letters of a script that the page's font does not have may be higher than the line.
      const tolerance = 0.15 * parseFloat(getComputedStyle(node).fontSize);
      for (const frame of frames.map((each) => each.getBoundingClientRect())) {
        const isInside = rect.width > 0 && rect.top > frame.top - tolerance && rect.bottom < frame.bottom + tolerance
          && rect.left > frame.left - 1 && rect.right < frame.right + 1;
        if (!isInside) {
          const text = (r) => [r.left, r.top, r.right, r.bottom].map(Math.round).join(' ');
          throw new Error(`${this.what}: "${what}" at ${text(rect)} is not inside ${text(frame)}`);
        }
      }
    }

    gap(from) {
      send({ type: 'stream.gap', reason: 'overload', from, to: from + 1, started_at: '2026-09-10T10:00:02Z' });
    }

    /** All speakers talk at the same time, in two utterances each. */
    async run(words, ...speakers) {
      for (let count = 0; count < 2 * words; count++) {
        for (const speaker of speakers) {
          const part = Math.floor(count / words);
          const id = `${speakers} ${speaker} ${part}`;
          const said = [`${part + 1}.${speakers.length}`, ...voices[speaker].slice(words * part, count + 1)];
          this.check(await this.say(speaker, id, said));
          if (count % words === words - 1) {
            this.check(await this.say(speaker, id, said, true));
          }
        }
        if (count % 5 === 0) {
          this.gap(count + this.#revision);
        }
      }
    }
  }

  const animations = [];
  for (const [width, height] of SIZES) {
    for (const size of ['s', 'm', 'l']) {
      const trial = new Trial(width, height, size);
      await trial.open();
      await trial.run(18, 'Ana');
      await trial.run(12, 'Bob', 'Ana');
      await trial.run(6, '小明', 'דוד', 'Ana');
      const last = await trial.say('Bob', 'last', ['Thank', 'you'], true);
      animations.push(...document.getAnimations());
      stream.close();
      const notice = trial.captions.shadowRoot.querySelector('.notice');
      await until(() => notice.textContent !== '', 'the notice of the lost connection');
      trial.check(last);
      trial.captions.remove();
    }
  }
  return animations.length === 0 ? 'ok' : 'there are animations';
}
