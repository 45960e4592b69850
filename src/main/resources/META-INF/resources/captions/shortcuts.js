/** Runs the action of a key, unless the user is typing, or holds another key as for a command of the browser. */
export function runShortcut(event, actions) {
  const isTyping = event.composedPath()[0].matches?.('input:not([type=checkbox]), textarea, select, [contenteditable]');
  const action = isTyping || event.ctrlKey || event.metaKey || event.altKey ? undefined : actions[event.key];
  if (action !== undefined) {
    event.preventDefault();
    action();
  }
}
