/** Problem documents (RFC 9457): what clients receive instead of a result. */
@NullMarked
package dev.roomscribe.api.problem;

import org.jspecify.annotations.NullMarked;
