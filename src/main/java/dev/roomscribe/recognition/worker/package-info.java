/**
 * Decoding in processes of their own, because libvosk can end or hang the one it runs in: the service's side, which keeps
 * them alive and moves streams between them, and {@link dev.roomscribe.recognition.worker.DecoderWorker}, the other side.
 */
@NullMarked
package dev.roomscribe.recognition.worker;

import org.jspecify.annotations.NullMarked;
