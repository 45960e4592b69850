package dev.roomscribe.recognition.worker;

import dev.roomscribe.recognition.model.ModelSelfTest;

/**
 * The result of the self-test in a worker process.
 *
 * @param result what the model recognized
 * @param memoryBytes the memory of the process, with the model, after the recording was decoded once; 0 if the system does
 *     not provide it
 */
public record WorkerSelfTest(ModelSelfTest result, long memoryBytes) {}
