/** Signing in and out of the pages: a cookie in exchange for an API key or a token. */
@NullMarked
package dev.roomscribe.api.signin;

import org.jspecify.annotations.NullMarked;
