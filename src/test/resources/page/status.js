// Tests captions/status.js: what the user reads in each state. Throws the first failure.
async () => {
  const { statusOf } = await import('/captions/status.js');
  const live = { phase: 'live' };
  const lost = { phase: 'reconnecting' };
  const session = (state) => ({ id: 's', state, endReason: null });
  const polled = (state) => ({ state, lag_ms: 400 });
  const continues = 'captions continue by themselves';
  const cases = [
    ['good Live', statusOf(live, session('listening'), null)],
    ['good Live 0.4 s behind', statusOf(live, session('listening'), polled('listening'))],
    ['over Paused off the record', statusOf(live, { ...session('listening'), paused: true }, null)],
    ['over Paused off the record', statusOf(live, session('listening'), { ...polled('listening'), paused: true })],
    ['good Live', statusOf(live, { ...session('listening'), paused: true }, { ...polled('listening'), paused: false })],
    ['over Ended', statusOf(live, session('ended'), polled('ending'))],
    ['over Waiting', statusOf({ phase: 'waiting' }, session('listening'), null)],
    [`bad Interrupted ${continues} (no connection`, statusOf(lost, session('listening'), null)],
    ['bad Interrupted The room has too many', statusOf({ ...lost, detail: 'The room has too many' }, session('listening'), null)],
    ['bad Reconnecting', statusOf(lost, session('ended'), null)],
    ['bad No access the token has expired', statusOf({ phase: 'denied', detail: 'the token has expired' }, session('listening'), null)],
    // A snapshot or a gap says so first, or the poller does; the poller is newer.
    [`bad Interrupted ${continues} (the service was restarted`, statusOf(live, session('interrupted'), null)],
    [`bad Interrupted ${continues} (the service was restarted`, statusOf(live, session('listening'), polled('resuming'))],
    ['good Live', statusOf(live, session('interrupted'), polled('listening'))],
    [`bad Interrupted ${continues} (the service lost`, statusOf(live, session('listening'), polled('reconnecting'))],
    [`bad Interrupted ${continues} (the service lost`, statusOf(live, session('reconnecting'), null)],
  ];
  cases.forEach(([expected, { tone, text, more }], index) => {
    const shown = `${tone} ${text} ${more}`;
    if (!shown.startsWith(expected)) {
      throw new Error(`case ${index}: ${shown} is not ${expected}`);
    }
  });
  return 'ok';
}
