/** The host names that requests may be addressed to, and the web origins that may change something. */
@NullMarked
package dev.roomscribe.security.origin;

import org.jspecify.annotations.NullMarked;
