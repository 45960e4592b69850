/** Who sent a request, and whether they may do what it asks for. */
@NullMarked
package dev.roomscribe.api.access;

import org.jspecify.annotations.NullMarked;
