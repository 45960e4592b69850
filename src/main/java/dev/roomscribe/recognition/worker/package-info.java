/**
 * Decoding in worker processes, because libvosk can crash or hang the process it runs in: the service's side, which
 * supervises the processes and moves streams between them, and {@link dev.roomscribe.recognition.worker.WorkerMain}, the
 * side of the worker process.
 */
@NullMarked
package dev.roomscribe.recognition.worker;

import org.jspecify.annotations.NullMarked;
