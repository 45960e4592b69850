package dev.roomscribe.app;

import dev.roomscribe.recognition.pool.DecodingObserver;
import dev.roomscribe.recognition.worker.WorkerObserver;
import dev.roomscribe.transcript.live.TranscriptObserver;
import dev.roomscribe.transcript.log.StorageObserver;
import dev.roomscribe.webhook.WebhookObserver;

/** The observers that the parts of the service report to. */
record Observers(
        TranscriptObserver transcript,
        StorageObserver storage,
        DecodingObserver decoding,
        WorkerObserver workers,
        WebhookObserver webhooks,
        SessionAudit sessions) {}
