/** Posts a session's caption events to the URL that its start request named: signed, in order, at least once. */
@NullMarked
package dev.roomscribe.webhook;

import org.jspecify.annotations.NullMarked;
