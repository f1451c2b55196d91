package org.fairlead.server.core.audit;

/** The last record of the log and its chain value. */
public record AuditHead(long seq, byte[] hash) {}
