// Tests captions/credentials.js: how often a provider is asked, and what happens while it fails. Throws the first failure.
async () => {
  const { Credentials } = await import('/captions/credentials.js');
  const realFetch = window.fetch;
  const realRandom = Math.random;
  Math.random = () => 0;

  /** A token as the service makes them, of which only the times are read. */
  const token = (name, seconds) => {
    const now = Math.floor(Date.now() / 1000);
    return `e30.${btoa(JSON.stringify({ iat: now, exp: now + seconds, jti: name }))}.x`;
  };
  const check = (what, actual, expected) => {
    if (JSON.stringify(actual) !== JSON.stringify(expected)) {
      throw new Error(`${what}: ${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
    }
  };
  const messageOf = (promise) => promise.then(() => 'none', (failure) => failure.message);

  /** Requests are answered with 200 if their token is accepted. */
  let accepted = [];
  let sent = [];
  window.fetch = async (url, { headers = {} } = {}) => {
    sent.push(headers.Authorization ?? 'none');
    return new Response('', { status: accepted.includes(headers.Authorization) ? 200 : 401 });
  };
  const statusOf = async (credentials) => (await credentials.fetch('/x')).status;

  try {
    let credentials = new Credentials(() => {});
    check('a request without a token', [await statusOf(credentials), sent], [401, ['none']]);

    // One call for requests at the same time, and none for later ones.
    let asked = 0;
    const first = token('first', 3600);
    credentials = new Credentials(() => {});
    credentials.setProvider(async () => {
      asked++;
      return first;
    });
    accepted = [`Bearer ${first}`];
    await Promise.all([statusOf(credentials), statusOf(credentials)]);
    check('status', await statusOf(credentials), 200);
    check('calls', asked, 1);

    // A token that was accepted before is replaced at once, and the request is repeated.
    const second = token('second', 3600);
    credentials = new Credentials(() => {});
    const tokens = [first, second];
    credentials.setProvider(async () => tokens.shift());
    await statusOf(credentials);
    accepted = [`Bearer ${second}`];
    check('status after the rejection of an accepted token', await statusOf(credentials), 200);

    // Every refusal counts as a failed authentication, so a new token that is refused is not replaced at once.
    asked = 0;
    sent = [];
    accepted = [];
    credentials = new Credentials(() => {});
    credentials.setProvider(async () => {
      asked++;
      return first;
    });
    check('status of a provider with bad tokens', await statusOf(credentials), 401);
    check('message', await messageOf(credentials.current()), 'the page could not get a new token: the service refused it');
    check('requests and calls', [sent.length, asked], [1, 1]);

    // A provider that fails is asked again later, and its message is kept until then.
    asked = 0;
    credentials = new Credentials(() => {});
    credentials.setProvider(async () => {
      asked++;
      throw new Error('down');
    });
    const message = 'the page could not get a new token: down';
    check('failures', [await messageOf(credentials.current()), await messageOf(credentials.current())], [message, message]);
    check('calls while it fails', asked, 1);
    check('time until the next call', credentials.retryMs > 0 && credentials.retryMs <= 1000, true);

    // A token whose provider fails is used until it expires; without a provider it is used whatever its time is.
    credentials = new Credentials(() => {});
    credentials.setToken(token('old', -10));
    check('expired token without a provider', (await credentials.current()) !== null, true);

    // Renewed before it expires, without a request.
    let changes = 0;
    credentials = new Credentials(() => changes++);
    const short = [token('a', 1), token('b', 3600)];
    credentials.setProvider(async () => short.shift());
    credentials.start();
    changes = 0;
    await credentials.current();
    await new Promise((resolve, reject) => {
      const timer = setInterval(() => changes >= 2 && (clearInterval(timer), resolve()), 10);
      setTimeout(() => reject(new Error('the token was not renewed')), 10_000);
    });
    check('tokens that are left', short.length, 0);
    credentials.stop();
  } finally {
    window.fetch = realFetch;
    Math.random = realRandom;
  }
  return 'ok';
}
