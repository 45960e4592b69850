// What every script begins with: the official SDK as it is published, a client of the Fishjam under test, and ways to
// tell the test what came of a call.
import { format } from 'node:util';
import { WebSocket } from 'ws';

// The SDK takes the global one, which Node.js has from version 22 on.
globalThis.WebSocket = WebSocket;

// The SDK logs a message that it cannot decode and goes on; here that is a failure.
console.error = (...words) => {
  throw new Error(format(...words));
};

export const sdk = await import('@fishjam-cloud/js-server-sdk');

/** Returns what the test has set. */
export function setting(name) {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set`);
  }
  return value;
}

export function clientWith(managementToken) {
  return new sdk.FishjamClient({ fishjamId: setting('FISHJAM_URL'), managementToken });
}

export const client = clientWith(setting('FISHJAM_TOKEN'));

/** Tells the test a value, under a name. */
export function report(name, value) {
  console.log(JSON.stringify({ name, value }));
}

/** Returns which of the SDK's exceptions a call fails with, under the name that a user of the SDK imports it by. */
export async function refusalOf(call) {
  try {
    await call;
  } catch (error) {
    const exception = Object.keys(sdk).find((name) => sdk[name] === error.constructor);
    if (!exception) {
      throw error;
    }
    return { exception, statusCode: error.statusCode, details: error.details };
  }
  throw new Error('the call succeeded');
}
