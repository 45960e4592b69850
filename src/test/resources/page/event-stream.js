// Tests captions/event-stream.js: wherever a stream is cut, the parser returns the same messages.
async () => {
  const { EventStreamParser } = await import('/captions/event-stream.js');
  const messages = [
    { id: null, data: 'first\nsecond' },
    { id: '7', data: 'with an id' },
    { id: null, data: '' },
    { id: '', data: ' spaces ünïcödé 🎤' },
  ];
  const stream = (end) =>
    [': captions', 'retry: 250', 'data:first', 'data: second', '', 'id: 7', 'event: x', 'data: with an id', '', '', 'data', '',
      'id', 'data:  spaces ünïcödé 🎤', '', 'data: never finished'].join(end);
  for (const end of ['\n', '\r\n', '\r']) {
    const text = stream(end);
    for (let cut = 0; cut <= text.length; cut++) {
      const parser = new EventStreamParser();
      const read = [...parser.push(text.slice(0, cut)), ...parser.push(text.slice(cut))];
      if (JSON.stringify(read) !== JSON.stringify(messages) || parser.retry !== 250) {
        throw new Error(`${JSON.stringify(end)} cut at ${cut}: ${JSON.stringify(read)}`);
      }
    }
  }
  return 'ok';
}
