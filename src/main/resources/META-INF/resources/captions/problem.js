import { optional, t } from './i18n/messages.js';

const PREFIX = 'urn:roomscribe:problem:';

/**
 * Returns one sentence that tells the user why the service refused a request.
 *
 * @param {number} status of the response; 0 if there was none
 * @param {string} [type] of the problem document
 */
export function problemText(status, type) {
  const name = type?.startsWith(PREFIX) ? type.slice(PREFIX.length) : '';
  const group = status === 0 ? 'offline' : status === 429 ? 'too-many-requests' : status >= 500 ? 'server' : 'other';
  return optional('problem', name) ?? optional('problem', `${status}`) ?? t(`problem.${group}`, { status });
}

/** The service has refused a request. The message is a sentence for the user. */
export class ServiceError extends Error {
  constructor(status, type) {
    super(problemText(status, type));
    this.status = status;
  }
}

/** Returns the response of a request that has succeeded. Throws a ServiceError for any other. */
export async function successful(response) {
  if (response.ok) {
    return response;
  }
  const { type } = (await response.json().catch(() => null)) ?? {};
  throw new ServiceError(response.status, type);
}

/** Returns the sentence for a request that has failed, with or without a response. */
export function failureText(failure) {
  if (failure instanceof ServiceError) {
    return failure.message;
  }
  return failure.name === 'TimeoutError' ? t('problem.timeout') : problemText(0);
}
