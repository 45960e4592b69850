/** HTTP resources, server-sent events, problem documents and pages. */
@NullMarked
package dev.roomscribe.api;

import org.jspecify.annotations.NullMarked;
