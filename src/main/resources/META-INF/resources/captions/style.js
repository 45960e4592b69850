import base from './style/base.js';
import history from './style/history.js';
import list from './style/list.js';
import overlay from './style/overlay.js';
import toolbar from './style/toolbar.js';
import voices from './style/voices.js';

/**
 * The style sheet of the captions element. It is constructed here and not linked, so that it applies from the start and
 * works under a content security policy, also the embedding page's, that allows no inline styles.
 *
 * A page may set --captions-font, --captions-ground, --captions-ink and --captions-accent on the element.
 */
export const sheet = new CSSStyleSheet();
sheet.replaceSync([base, voices, toolbar, list, history, overlay].join('\n'));
