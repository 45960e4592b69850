/** What the audit log records of requests, and the id of each request. */
@NullMarked
package dev.roomscribe.api.audit;

import org.jspecify.annotations.NullMarked;
