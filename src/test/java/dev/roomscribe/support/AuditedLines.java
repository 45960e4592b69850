package dev.roomscribe.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomscribe.security.audit.AuditLog;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What this process writes to the audit log until this is closed. */
public final class AuditedLines extends Handler implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Logger logger = Logger.getLogger(AuditLog.CATEGORY);
    private final List<String> lines = new CopyOnWriteArrayList<>();

    public AuditedLines() {
        logger.addHandler(this);
    }

    /** Returns the entries of a client's address. */
    public List<JsonNode> of(String address) {
        return entries().stream()
                .filter(entry -> entry.path("address").asText().equals(address))
                .toList();
    }

    /** Returns the entries so far. */
    public List<JsonNode> entries() {
        return lines.stream().map(AuditedLines::parse).toList();
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError(line, e);
        }
    }

    @Override
    public void publish(LogRecord logged) {
        lines.add(logged.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
