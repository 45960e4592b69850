/** The configuration interfaces, and the check that aborts startup at a key that is unknown or was renamed. */
@NullMarked
package dev.roomscribe.app.config;

import org.jspecify.annotations.NullMarked;
