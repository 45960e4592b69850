/** What the operator configures for all sessions. */
@NullMarked
package dev.roomscribe.session.settings;

import org.jspecify.annotations.NullMarked;
