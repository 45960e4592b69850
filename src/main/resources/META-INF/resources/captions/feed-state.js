import { t } from './i18n/messages.js';
import { problemText } from './problem.js';

/** Returns the state of a feed with its text for the user, in `detail`. A worker, which has a feed too, knows no language. */
export function explained({ textKey, problem, ...state }) {
  if (problem !== undefined) {
    return { ...state, detail: problemText(problem.status, problem.type) };
  }
  return textKey === undefined ? state : { ...state, detail: t(textKey) };
}
