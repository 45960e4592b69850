/** Stores in files how far webhooks are delivered. */
@NullMarked
package dev.roomscribe.webhook.file;

import org.jspecify.annotations.NullMarked;
