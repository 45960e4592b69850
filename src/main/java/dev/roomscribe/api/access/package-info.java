/** The caller of a request, and whether it may do what it asks for. */
@NullMarked
package dev.roomscribe.api.access;

import org.jspecify.annotations.NullMarked;
