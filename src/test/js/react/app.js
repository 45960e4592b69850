import { createElement, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { useCaptions } from 'roomscribe/react.js';

window.renders = 0;
/** The errors and warnings of React. */
window.complaints = [];
console.error = (...message) => window.complaints.push(message.join(' '));

function Panel(props) {
  const { lines, status, session } = useCaptions(props);
  window.renders++;
  window.lines = lines;
  return createElement(
    'section',
    {},
    createElement('h2', {}, `${status.text} ${status.more}`.trim()),
    createElement('p', {}, session?.state ?? 'no session'),
    createElement(
      'ol',
      {},
      lines.map(({ id, state, speaker, text }) => createElement('li', { key: id, id, className: state }, `${speaker}: ${text}`)),
    ),
  );
}

const root = createRoot(document.querySelector('main'));

/** Draws a panel for each of the given properties of useCaptions. */
window.show = (...panels) => root.render(createElement(StrictMode, {}, ...panels.map((props) => createElement(Panel, props))));
