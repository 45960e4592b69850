/** Tokens of an identity provider, verified with the public keys that it publishes. */
@NullMarked
package dev.roomscribe.security.token.provider;

import org.jspecify.annotations.NullMarked;
