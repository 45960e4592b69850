/** Signing and verification of messages with shared secrets. */
@NullMarked
package dev.roomscribe.security;

import org.jspecify.annotations.NullMarked;
