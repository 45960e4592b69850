/** Reader tokens: JWTs that are signed with a shared secret, and the check that all JWTs have in common. */
@NullMarked
package dev.roomscribe.security.token;

import org.jspecify.annotations.NullMarked;
