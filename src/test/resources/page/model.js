// Tests captions/model.js in the browser. Throws the first failure.
async () => {
  const { Captions } = await import('/captions/model.js');
  const same = (actual, expected, what) => {
    if (JSON.stringify(actual) !== JSON.stringify(expected)) {
      throw new Error(`${what}: ${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
    }
  };
  const at = (second) => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
  const of = (id, revision, transcript) => ({
    session_id: 's', peer_id: 'p', track_id: 't', speaker: 'Ana', utterance_id: id, revision, transcript,
  });
  const partial = (id, revision, text) => ({ type: 'transcript.partial', ...of(id, revision, text) });
  const final = (id, second, text) => ({
    type: 'transcript.final', ...of(id, 99, text), start: second, end: second + 1, started_at: at(second),
  });
  const gap = (from, to) => ({
    type: 'stream.gap', session_id: 's', reason: 'connection_lost', from, to, started_at: at(from),
  });
  const started = { type: 'session.started', session_id: 's', started_at: at(0) };
  const read = (captions) => captions.items.map((item) => `${item.kind} ${item.state ?? ''} ${item.text ?? ''}`.trim());
  const all = (...events) => {
    const captions = new Captions();
    events.forEach((event) => captions.apply(event));
    return captions;
  };

  same(read(all(partial('a', 2, 'we ship'), partial('a', 1, 'we'))), ['line partial we ship'], 'an older revision');
  same(read(all(partial('a', 1, 'we'), partial('a', 2, ''))), [], 'a withdrawal');
  same(read(all(final('a', 1, 'we ship'), partial('a', 1, 'we'))), ['line final we ship'], 'a late partial');
  same(
    read(all(partial('a', 1, 'we'), partial('b', 1, 'yes'), final('b', 2, 'yes'), final('a', 1, 'we ship'))),
    ['line final we ship', 'line final yes'],
    'finals replace their partials in place',
  );

  // A repeated event changes nothing; a late event is inserted at its time.
  const whole = [started, final('a', 1, 'one'), gap(2, 4), final('b', 5, 'two'), final('c', 6, 'three')];
  const expected = read(all(...whole));
  same(expected, ['boundary', 'line final one', 'gap', 'line final two', 'line final three'], 'in order');
  for (let run = 0; run < 200; run++) {
    const shuffled = [...whole, ...whole].map((event) => [Math.random(), event]).sort((a, b) => a[0] - b[0]);
    same(read(all(...shuffled.map(([, event]) => event))), expected, 'shuffled and doubled');
  }

  // The transcript file and the stream make one list.
  const both = all(final('b', 5, 'two'));
  both.merge({ session: started, utterances: [final('a', 1, 'one'), final('b', 5, 'two')], gaps: [gap(2, 4)] });
  both.apply(gap(2, 4));
  both.apply(final('c', 6, 'three'));
  same(read(both), expected, 'merged');

  // People read `text`. Without one, nothing was said, unless an earlier version has stored the event.
  const withText = (event, text) => ({ ...event, text });
  same(
    read(all(withText(partial('a', 1, 'we [noise]'), 'We'), withText(final('b', 1, 'i ship'), 'I ship.'), final('c', 2, 'old'))),
    ['line final I ship.', 'line final old', 'line partial We'],
    'the text for people',
  );
  const noise = [withText(partial('a', 1, 'the'), 'The'), partial('a', 2, 'the'), partial('a', 3, '[noise] <unk>'), final('a', 1, '[noise]')];
  same(read(all(...noise.slice(0, 2))), ['line partial the'], 'before the noise');
  same(read(all(...noise.slice(0, 3))), [], 'a partial of tokens withdraws the utterance');
  same(read(all(noise[0], noise[3])), [], 'a final of tokens withdraws the utterance');
  same(read(all(noise[3], noise[0])), [], 'a late partial of an utterance without text');
  same(read(all(noise[3], noise[3], final('b', 2, 'yes'))), ['line final yes'], 'a final of tokens');
  const engine = new Captions(true);
  [withText(final('b', 1, 'i ship'), 'I ship.'), ...noise].forEach((event) => engine.apply(event));
  same(read(engine), ['line final i ship', 'line final [noise]'], "the engine's words");
  same(
    all({ ...final('a', 1, 'tw'), truncated: true }, final('b', 2, 'today')).items.map((item) => item.truncated),
    [true, false],
    'speech that was cut off',
  );

  // Events that only this subscriber missed make a gap where they are missing.
  same(
    read(all(final('a', 1, 'one'), { type: 'stream.gap', reason: 'unknown_id' }, final('b', 5, 'two'))),
    ['line final one', 'gap', 'line final two'],
    'missed events',
  );

  // After a lost connection: an utterance that is sent again is still open; any other stays and is marked as unfinished.
  const lost = all(started, partial('a', 3, 'hello'), partial('b', 4, 'good'));
  lost.disconnected();
  lost.apply(partial('b', 4, 'good'));
  lost.caughtUp();
  same(read(lost), ['boundary', 'line unfinished hello', 'line partial good'], 'caught up');
  lost.apply(final('a', 1, 'hello there'));
  same(read(lost), ['boundary', 'line final hello there', 'line partial good'], 'final after all');
  lost.apply({ type: 'session.ended', session_id: 's', reason: 'failed', ended_at: at(9) });
  same(read(lost), ['boundary', 'line final hello there', 'line unfinished good', 'boundary'], 'ended');

  // The process that ran the session has ended: what was open stays unfinished, before the gap, and the session continues.
  const crash = (from, to, session_id = 's') => ({ ...gap(from, to), reason: 'service_crashed', session_id });
  const resumed = { type: 'session.resumed', session_id: 's', at: 9, resumed_at: at(9), agent_id: 'agent-2' };
  for (const gaps of [[crash(2, 8)], [crash(2, 3), crash(3, 8)], []]) {
    const crashed = all(started, final('a', 1, 'one'), partial('b', 1, 'two'));
    same(crashed.session.state, 'listening', 'before the crash');
    crashed.disconnected();
    gaps.forEach((piece) => crashed.apply(piece));
    same(crashed.session.state, gaps.length > 0 ? 'interrupted' : 'listening', 'between the gap and the continuation');
    [resumed, { type: 'peer.joined', session_id: 's', peer_id: 'p', name: 'Ana B' }, partial('c', 1, 'three')]
      .forEach((event) => crashed.apply(event));
    same(crashed.session, { id: 's', state: 'listening', paused: false, endReason: null }, 'after the continuation');
    crashed.caughtUp();
    crashed.apply(final('c', 9, 'three'));
    same(
      read(crashed),
      ['boundary', 'line final one', 'line unfinished two', ...gaps.map(() => 'gap'), 'line final three'],
      'continued',
    );
  }
  same(all(started, crash(2, 8, 'another')).session.state, 'listening', 'a gap of another session');
  same(
    all(started, { type: 'session.ended', session_id: 's', reason: 'failed', ended_at: at(9) }, crash(2, 8)).session.state,
    'ended',
    'an ended session is not interrupted',
  );

  // The time between two sessions stands between them.
  const pause = {
    type: 'stream.gap', session_id: 's2', reason: 'not_transcribed', from: -44, to: 0, started_at: at(9),
  };
  const two = all(
    started,
    { type: 'session.ended', session_id: 's', reason: 'stopped', ended_at: at(9) },
    { type: 'session.started', session_id: 's2', started_at: at(53) },
    pause,
  );
  // Erased words disappear: of a peer while the stream is open, and of an utterance when it is replayed.
  const erased = all(started, final('a', 1, 'one'), partial('b', 1, 'two'), gap(2, 4));
  erased.apply({ type: 'transcript.erased', session_id: 's', utterance_id: 'a', start: 1, end: 2 });
  same(read(erased), ['boundary', 'gap', 'line partial two'], 'an erased utterance');
  erased.apply({ type: 'transcript.erased', peer_id: 'another' });
  same(read(erased), ['boundary', 'gap', 'line partial two'], 'another peer is erased');
  erased.apply({ type: 'transcript.erased', peer_id: 'p' });
  same(read(erased), ['boundary', 'gap'], 'an erased peer');
  same(erased.items.map((item) => item.speaker).filter((name) => name), [], 'the names of the erased peer');

  const sessions = all(started, final('a', 1, 'one'), gap(2, 4), { type: 'session.ended', session_id: 's', ended_at: at(9) });
  const later = { ...final('b', 54, 'two'), session_id: 's2' };
  [{ type: 'session.started', session_id: 's2', started_at: at(53) }, later].forEach((event) => sessions.apply(event));
  sessions.apply({ type: 'transcript.erased', id: '1-2', session_id: 's' });
  same(read(sessions), ['boundary', 'line final one', 'gap', 'boundary', 'boundary', 'line final two'], 'a replayed event');
  sessions.apply({ type: 'transcript.erased', session_id: 's' });
  same(read(sessions), ['boundary', 'line final two'], 'an erased session');

  // Off the record until a gap of the pause says that it does not continue.
  const paused = (from, to, continues) =>
    ({ type: 'stream.gap', session_id: 's', reason: 'paused', from, to, started_at: at(from), ...(continues && { continues }) });
  same(all(started, paused(1, 2, true)).session.paused, true, 'in a pause');
  same(all(started, paused(1, 2, true), resumed).session.paused, true, 'in a pause, after a restart');
  same(all(started, paused(1, 2, true), paused(2, 3)).session.paused, false, 'after a pause');
  same(
    all({ type: 'session.snapshot', session: { session_id: 's', state: 'listening', paused: true, started_at: at(0) }, finals: [], partials: [] })
      .session.paused,
    true,
    'a snapshot in a pause',
  );
  same(two.items.map((item) => item.what ?? item.reason), ['started', 'ended', 'not_transcribed', 'started'], 'a pause');

  // A status is of the running session; the pages of the transcript have its start and its end where they are.
  const status = (session_id, more) => ({ type: 'session.status', session_id, state: 'listening', paused: false, lag_ms: 200, ...more });
  same(
    all(started, status('s', { state: 'reconnecting', paused: true })).session,
    { id: 's', state: 'reconnecting', paused: true, endReason: null, lagMs: 200 },
    'a status',
  );
  same(all(started, status('another', { state: 'ending' })).session.state, 'listening', 'a status of another session');
  const end = { session_id: 's', reason: 'stopped', ended_at: at(9) };
  same(all(started, { type: 'session.ended', ...end }, status('s')).session.state, 'ended', 'a late status');
  const pages = [
    { session: started, ended: end, utterances: [final('a', 1, 'one')], gaps: [], next: '2' },
    { session: started, ended: end, utterances: [final('b', 5, 'two')], gaps: [gap(2, 4)], next: '3', previous: '1' },
    { session: started, ended: end, utterances: [final('c', 6, 'three')], gaps: [], previous: '2' },
  ];
  for (const order of [[0, 1, 2], [2, 1, 0], [1, 2, 0, 1]]) {
    const paged = all(final('c', 6, 'three'));
    order.forEach((page) => paged.merge(pages[page]));
    same(read(paged), [...expected, 'boundary'], `pages ${order}`);
  }
  const middle = new Captions();
  middle.merge(pages[1]);
  same(read(middle), ['gap', 'line final two'], 'a page of the middle');
  const { gapText } = await import('/captions/text.js');
  same(gapText(two.items[2]), 'Not transcribed for 44 s', 'the text of a pause');
  return 'ok';
}
