/** What requests contain: JSON bodies, parameters, and the address that a response refers to. */
@NullMarked
package dev.roomscribe.api.input;

import org.jspecify.annotations.NullMarked;
