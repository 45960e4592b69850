/** The check of any credential: an API key, a reader token, or a token of an identity provider. */
@NullMarked
package dev.roomscribe.security.authentication;

import org.jspecify.annotations.NullMarked;
