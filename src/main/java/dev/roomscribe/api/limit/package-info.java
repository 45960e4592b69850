/** The limits per client address: which address a request comes from, and what it has left. */
@NullMarked
package dev.roomscribe.api.limit;

import org.jspecify.annotations.NullMarked;
