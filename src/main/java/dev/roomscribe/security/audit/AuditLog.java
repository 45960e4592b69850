package dev.roomscribe.security.audit;

/**
 * Writes the audit log, as the logger {@value #CATEGORY}, so that the settings of Quarkus can send it to a file of its own.
 * May be used from any thread.
 */
public final class AuditLog {
    public static final String CATEGORY = "dev.roomscribe.audit";

    private static final System.Logger LOG = System.getLogger(CATEGORY);

    public void write(AuditEvent event) {
        LOG.log(System.Logger.Level.INFO, AuditLine.of(event));
    }
}
