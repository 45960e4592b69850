/** Principals and what they may do: scopes and rooms. */
@NullMarked
package dev.roomscribe.security.access;

import org.jspecify.annotations.NullMarked;
