// Shared by all scripts: the official SDK as it is published, a client of the Fishjam under test, and functions that
// report results to the test.
import { format } from 'node:util';
import { WebSocket } from 'ws';

// The SDK uses the global WebSocket, which Node.js provides since version 22.
globalThis.WebSocket = WebSocket;

// The SDK only logs a message that it cannot decode; here that is a failure.
console.error = (...words) => {
  throw new Error(format(...words));
};

export const sdk = await import('@fishjam-cloud/js-server-sdk');

/** Returns an environment variable that the test has set. */
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

/** Reports a named value to the test. */
export function report(name, value) {
  console.log(JSON.stringify({ name, value }));
}

/** Returns the SDK's exception that a call fails with, by the name under which the SDK exports it. */
export async function errorOf(call) {
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
