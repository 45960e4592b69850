/** The audit log: one line for every action and every refusal. */
@NullMarked
package dev.roomscribe.security.audit;

import org.jspecify.annotations.NullMarked;
