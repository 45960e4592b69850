import { optional, t } from './i18n/messages.js';

const PREFIX = 'urn:roomscribe:problem:';

/**
 * The service has refused a request. The message is a clause for people, such as "there is no such room": it starts in lower
 * case and has no full stop. The texts of the service itself are for developers and in English.
 */
export class ServiceError extends Error {
  /**
   * @param {number} status of the response
   * @param {string} type of the problem document, such as "room-not-found"; empty if there is none
   */
  constructor(status, type) {
    super(optional('problem', type) ?? t('service.status', { status: String(status) }));
    this.status = status;
    this.type = type;
  }
}

/** Returns the response of a request that has succeeded. Throws a ServiceError for any other. */
export async function successful(response) {
  if (response.ok) {
    return response;
  }
  const { type } = (await response.json().catch(() => null)) ?? {};
  throw new ServiceError(response.status, String(type ?? '').replace(PREFIX, ''));
}

/** Returns why a request has failed, as a clause for people. */
export function reasonOf(failure) {
  if (failure instanceof ServiceError) {
    return failure.message;
  }
  return failure.name === 'TimeoutError' ? t('problem.timeout') : t('problem.unreachable');
}

/** Makes a sentence of a clause: "there is no such room" becomes "There is no such room." */
export function sentence(clause) {
  const [first = ''] = clause;
  return `${first.toLocaleUpperCase()}${clause.slice(first.length)}.`;
}
